import { createClient } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';
import { temporaryDatabase } from './temporary-database.js';

let url: string;
let ours: DatasetsLibSQL;
let theirs: DatasetsLibSQL;
let datasetId: string;

beforeEach(async () => {
  url = await temporaryDatabase();
  ours = new DatasetsLibSQL({ url });
  theirs = new DatasetsLibSQL({ url });
  ({ id: datasetId } = await ours.createDataset({ name: 'shared' }));
});

afterEach(async () => {
  await ours.close();
  await theirs.close();
});

describe('two storages on one file', () => {
  it('give a commit that had to wait no version of before the wait', async () => {
    const client = createClient({ url });
    const holder = await client.transaction('write');
    const adding = ours.addItem({ datasetId, input: 1 });
    await theirs.getDatasetById({ id: datasetId });
    const whileWaiting = new Date(Date.now());
    await new Promise((resolve) => setImmediate(resolve));
    await holder.rollback();
    client.close();
    const item = await adding;
    expect(item.version.getTime()).toBeGreaterThanOrEqual(whileWaiting.getTime());
  });

  it('leave nothing staged for a dataset that one deletes while the other imports', async () => {
    const client = createClient({ url });
    const counts: unknown[] = [];
    const countStaged = async () => {
      const { rows } = await client.execute('SELECT count(*) FROM mastra_dataset_staged_items');
      counts.push(rows[0]?.[0]);
    };
    const items = (async function* () {
      for (let input = 0; input < 1_000; input += 1) yield { input };
      await countStaged();
      await theirs.deleteDataset({ id: datasetId });
      for (let input = 0; input < 1_500; input += 1) yield { input };
      await countStaged();
    })();
    const importing = ours.importItems({ datasetId, items });
    await expect(importing).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    client.close();
    expect(counts).toEqual([1_000, 0]);
  });
});
