import { copyFile, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expectRecorded, recordDatasets, type RecordedDataset } from '@mastra-datasets/conformance';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';
import { temporaryDatabase } from './temporary-database.js';

function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

function open(url: string, tablePrefix: string): DatasetsLibSQL {
  const storage = new DatasetsLibSQL({ url, tablePrefix });
  onTestFinished(() => storage.close());
  return storage;
}

async function readRecorded(name: string): Promise<RecordedDataset[]> {
  return JSON.parse(await readFile(fixture(`${name}.json`), 'utf8')) as RecordedDataset[];
}

describe.each([
  { name: 'release-0.1', tablePrefix: '' },
  { name: 'release-0.1-prefixed', tablePrefix: 'eval_' },
])('a file of an earlier release: $name', ({ name, tablePrefix }) => {
  async function copyFixture(): Promise<string> {
    const url = await temporaryDatabase();
    await copyFile(fixture(`${name}.db`), fileURLToPath(url));
    return url;
  }

  it('keeps every digest and snapshot', async () => {
    const storage = open(await copyFixture(), tablePrefix);
    await expectRecorded(storage, await readRecorded(name));
  });

  it('is upgraded once by storages that start together', async () => {
    const url = await copyFixture();
    const storages = Array.from({ length: 4 }, () => open(url, tablePrefix));
    await Promise.all(storages.map((storage) => storage.init()));
    const recorded = await readRecorded(name);
    for (const storage of storages) await expectRecorded(storage, recorded);
  });

  it('knows the number of every version', async () => {
    const storage = open(await copyFixture(), tablePrefix);
    for (const { versions, snapshots } of await recordDatasets(storage)) {
      const numbers = new Map(versions.map(({ version, number }) => [version, number]));
      for (const { items } of snapshots) {
        for (const item of items as { version: string; versionNumber: number }[]) {
          expect(item.versionNumber).toBe(numbers.get(item.version));
        }
      }
    }
  });

  it('goes on as any other', async () => {
    const storage = open(await copyFixture(), tablePrefix);
    for (const { dataset, versions } of await readRecorded(name)) {
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
    expect(list.pagination.total).toBe((await readRecorded(name)).length);
  });
});
