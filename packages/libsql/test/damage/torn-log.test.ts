import { copyFile, open, readFile, truncate } from 'node:fs/promises';
import type { DatasetItem } from '@mastra-datasets/core';
import { reportFigure } from '@mastra-datasets/test-servers';
import { expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { temporaryDatabase } from '../temporary-database.js';
import { fileOf } from './stored-dataset.js';

const everything = { page: 0, perPage: false } as const;

/** At how many places the log is cut off. */
const PLACES = 60;

/** Makes commits of every kind, and gives the items of each version, the first version first. */
async function makeHistory(storage: DatasetsLibSQL, datasetId: string): Promise<DatasetItem[][]> {
  const snapshots: DatasetItem[][] = [[]];
  const remember = async (version: Date) =>
    snapshots.push(await storage.getItemsByVersion({ datasetId, version }));
  for (let round = 0; round < 10; round += 1) {
    const inputs = Array.from({ length: 20 }, (_, index) => ({ input: `${round} ${index}` }));
    const [first, second] = await storage.addItems({ datasetId, items: inputs });
    if (first === undefined || second === undefined) throw new Error('No items were added.');
    await remember(first.version);
    const input = 'long '.repeat(3_000);
    const updated = await storage.updateItem({ datasetId, id: first.id, input });
    await remember(updated.version);
    const { version } = await storage.applyChanges({
      datasetId,
      changes: [
        { type: 'delete', id: second.id },
        { type: 'add', input: round },
      ],
    });
    await remember(version);
  }
  return snapshots;
}

it('a log that ends anywhere gives the versions up to there, whole', async () => {
  const url = await temporaryDatabase();
  const storage = new DatasetsLibSQL({ url });
  const { id: datasetId } = await storage.createDataset({ name: 'torn' });
  const snapshots = await makeHistory(storage, datasetId);
  const log = await readFile(`${fileOf(url)}-wal`);
  const seen = new Set<number>();

  for (let place = 0; place < PLACES; place += 1) {
    const length = Math.floor((log.length * (place + 1)) / PLACES) - place;
    const copy = await temporaryDatabase();
    await copyFile(fileOf(url), fileOf(copy));
    await copyFile(`${fileOf(url)}-wal`, `${fileOf(copy)}-wal`);
    if (place % 2 === 0) await truncate(`${fileOf(copy)}-wal`, length);
    else {
      // What a disk may have of blocks that it had not written yet.
      const handle = await open(`${fileOf(copy)}-wal`, 'r+');
      const garbage = Buffer.alloc(log.length - length, 0x5a);
      await handle.write(garbage, 0, garbage.length, length);
      await handle.close();
    }
    const torn = new DatasetsLibSQL({ url: copy });
    const { versions } = await torn.listVersions({ datasetId, pagination: everything });
    seen.add(versions.length);
    for (const { number, version } of versions) {
      const items = await torn.getItemsByVersion({ datasetId, version });
      expect(items).toEqual(snapshots[number]);
    }
    if (versions.length > 0) {
      expect(await torn.verify({ datasetId })).toMatchObject({ problems: [] });
      await torn.addItem({ datasetId, input: 'later' });
      expect(await torn.verify({ datasetId })).toMatchObject({ problems: [] });
    }
    await torn.close();
  }
  await storage.close();
  expect(seen.size).toBeGreaterThan(20);
  reportFigure('torn logs survived', PLACES);
});
