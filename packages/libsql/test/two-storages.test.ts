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
  it('never call an item unchanged that the other has changed', async () => {
    const items = [
      { externalId: 'x', input: 'x' },
      { externalId: 'y', input: 'y' },
    ];
    const [x] = await ours.addItems({ datasetId, items });
    for (let round = 0; round < 50; round += 1) {
      const changes = [
        { type: 'add', externalId: 'x', input: 'x', onConflict: 'update' },
        { type: 'add', externalId: 'y', input: round, onConflict: 'update' },
      ] as const;
      const [output] = await Promise.all([
        ours.applyChanges({ datasetId, changes }),
        theirs.updateItem({ datasetId, id: x?.id ?? '', input: `theirs ${round}` }),
      ]);
      const snapshot = await ours.getItemsByVersion({ datasetId, version: output.version });
      const told = output.results.flatMap(({ item }) => item ?? []);
      expect(snapshot).toEqual(told.reverse());
    }
  });

  it('check items against schemas that the other has just set', async () => {
    await ours.addItem({ datasetId, input: 1 });
    await theirs.updateDataset({ id: datasetId, inputSchema: { type: 'number' } });
    await expect(ours.addItem({ datasetId, input: 'text' })).rejects.toMatchObject({
      code: 'SCHEMA_VALIDATION_FAILED',
    });
    await theirs.updateDataset({ id: datasetId, inputSchema: null });
    await expect(ours.addItem({ datasetId, input: 'text' })).resolves.toMatchObject({
      input: 'text',
    });
    await theirs.updateDataset({
      id: datasetId,
      inputSchema: { type: 'string' },
      existing: 'keep',
    });
    await ours.updateDataset({ id: datasetId, name: 'knows the schema' });
    await theirs.deleteDataset({ id: datasetId });
    await expect(ours.addItem({ datasetId, input: 1 })).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
    });
  });

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
});
