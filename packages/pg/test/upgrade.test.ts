import { readFile } from 'node:fs/promises';
import { expectRecorded, type RecordedDataset } from '@mastra-datasets/conformance';
import { describe, expect, it } from 'vitest';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile();

function readFixture(name: string): Promise<string> {
  return readFile(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

describe.each([
  { name: 'release-0.1', tablePrefix: '' },
  { name: 'release-0.1-prefixed', tablePrefix: 'eval_' },
])('a database of an earlier release: $name', ({ name, tablePrefix }) => {
  async function restore(): Promise<string> {
    const url = await server.createDatabase();
    await server.query(await readFixture(`${name}.sql`), databaseOf(url));
    return url;
  }

  async function readRecorded(): Promise<RecordedDataset[]> {
    return JSON.parse(await readFixture(`${name}.json`)) as RecordedDataset[];
  }

  it('keeps every digest and snapshot, whoever of several upgrades it', async () => {
    const url = await restore();
    const storages = Array.from({ length: 4 }, () => openStorage(url, { tablePrefix }));
    await Promise.all(storages.map((storage) => storage.init()));
    const recorded = await readRecorded();
    for (const storage of storages) await expectRecorded(storage, recorded);
  });

  it('is completed where its upgrade was cut off', async () => {
    const url = await restore();
    await server.query(
      `ALTER TABLE "${tablePrefix}mastra_dataset_items" ADD COLUMN "versionNumber" bigint`,
      databaseOf(url),
    );
    await expectRecorded(openStorage(url, { tablePrefix }), await readRecorded());
  });

  it('goes on as any other', async () => {
    const storage = openStorage(await restore(), { tablePrefix });
    for (const { dataset, versions } of await readRecorded()) {
      const { id: datasetId } = dataset;
      const item = await storage.addItem({ datasetId, input: 'new', splits: ['b', 'a'] });
      expect(item).toMatchObject({ versionNumber: versions.length, splits: ['a', 'b'] });
      await storage.updateDataset({ id: datasetId, attributes: { of: ['datasets'] } });
      expect(await storage.getDatasetById({ id: datasetId })).toMatchObject({
        versionNumber: versions.length,
      });
      expect((await storage.verify({ datasetId })).problems).toEqual([]);
    }
    const attributes = { of: 'datasets' };
    const pagination = { page: 0, perPage: 1 } as const;
    const list = await storage.listDatasets({ pagination, attributes });
    expect(list.pagination.total).toBe((await readRecorded()).length);
  });
});
