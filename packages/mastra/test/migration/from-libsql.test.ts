import { join } from 'node:path';
import { InMemoryStore } from '@mastra/core/storage';
import { LibSQLStore } from '@mastra/libsql';
import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyFromMastra,
  copyToMastra,
  MastraDatasets,
  withVersionedDatasets,
} from '../../src/index.js';
import { mastrasClient } from '../mastras-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { expectSame } from './same-datasets.js';
import { domainOf, makeStockDatasets } from './stock-datasets.js';

const folder = temporaryFolder();
const url = `file:${join(folder, 'stock.db')}`;
const store = new LibSQLStore({ id: 'stock', url });

beforeAll(async () => {
  await makeStockDatasets(store);
});

/** All that a file has in the tables of datasets. */
async function rowsOf(file: string): Promise<unknown[]> {
  const client = mastrasClient(file);
  const tables = ['mastra_datasets', 'mastra_dataset_items', 'mastra_dataset_versions'];
  const found: unknown[] = [];
  for (const table of tables) found.push((await client.execute(`SELECT * FROM ${table}`)).rows);
  client.close();
  return found;
}

describe.each<[name: string, makeTarget: () => VersionedDatasetsStorage]>([
  ['memory', () => new DatasetsInMemory()],
  ['a file', () => new DatasetsLibSQL({ url: `file:${join(folder, 'target.db')}` })],
])('a copy of the tables of @mastra/libsql to %s', (_name, makeTarget) => {
  const target = makeTarget();

  test('has every version, item and field, and changes nothing in the tables', async () => {
    const before = await rowsOf(url);
    const { datasets } = await copyFromMastra(store, target);
    expect(datasets.map(({ name, versions }) => [name, versions])).toEqual([
      ['Fast', 6],
      ['Full', 9],
      ['Empty', 1],
      ['Numbers', 6],
    ]);
    expect(await rowsOf(url)).toEqual(before);
    await expectSame(domainOf(store), new MastraDatasets(target));
  });

  test('has nothing that verifying it finds fault with', async () => {
    for (const datasetId of ['full', 'fast', 'numbers']) {
      expect((await target.verify({ datasetId })).problems).toEqual([]);
    }
  });

  test('keeps the times but where two were equal, or one was before the other', async () => {
    const times = async (datasetId: string) => {
      const { versions } = await target.listVersions({
        datasetId,
        pagination: { page: 0, perPage: false },
      });
      return versions.toReversed().map(({ version }) => version.toISOString());
    };
    expect(await times('fast')).toEqual([
      '2026-03-01T10:00:00.000Z',
      '2026-03-01T10:00:00.001Z',
      '2026-03-01T10:00:00.002Z',
      '2026-03-01T10:00:00.003Z',
      '2026-03-01T10:00:00.004Z',
      '2026-03-01T10:00:01.000Z',
    ]);
    const { datasets } = await copyFromMastra(store, target, { datasetIds: ['fast'] });
    expect(datasets[0]).toMatchObject({ copied: 0, movedVersions: 4 });
  });

  test('keeps the external ids of what was not purged, deleted or not', async () => {
    const find = (externalId: string) =>
      target.getItemHistory({ datasetId: 'full', externalId }).then((states) => states.length);
    expect(await find('case-1')).toBe(3);
    expect(await find('batch-a')).toBe(1);
    expect(await find('batch-d')).toBe(0);
  });

  test('has nothing to do when it is repeated', async () => {
    const { datasets } = await copyFromMastra(store, target);
    expect(datasets.map(({ copied }) => copied)).toEqual([0, 0, 0, 0]);
  });

  test('tells how far it has come', async () => {
    const steps: string[] = [];
    await copyFromMastra(store, target, {
      datasetIds: ['fast'],
      onProgress: ({ datasetId, dataset, datasets, phase, number, total }) =>
        steps.push(`${datasetId} ${dataset}/${datasets} ${phase} ${number}/${total}`),
    });
    expect(steps.at(-1)).toBe('fast 1/1 compare 5/5');
  });
});

test('an interrupted copy leaves a dataset at an earlier version, and goes on from there', async () => {
  const target = new DatasetsInMemory();
  const stop = new Error('Stopped.');
  const interrupted = copyFromMastra(store, target, {
    datasetIds: ['full'],
    onProgress({ number }) {
      if (number === 3) throw stop;
    },
  });
  await expect(interrupted).rejects.toMatchObject({ cause: stop });
  expect((await target.getDatasetById({ id: 'full' }))?.versionNumber).toBe(3);
  await copyFromMastra(store, target);
  await expectSame(domainOf(store), new MastraDatasets(target));
});

test('a repeated copy brings what came since', async () => {
  const growing = new LibSQLStore({ id: 'growing', url: `file:${join(folder, 'growing.db')}` });
  await makeStockDatasets(growing);
  const target = new DatasetsInMemory();
  await copyFromMastra(growing, target);
  const domain = domainOf(growing);
  const items = await domain.getItemsByVersion({ datasetId: 'full', version: 8 });
  const item = items.find(({ externalId }) => externalId === 'batch-e');
  await domain.addItem({ datasetId: 'full', input: { q: 'since' } });
  await domain.purgeItem({ datasetId: 'full', id: item?.id ?? '' });
  await domain.updateDataset({ id: 'full', name: 'Renamed since' });
  const { datasets } = await copyFromMastra(growing, target, { datasetIds: ['full'] });
  expect(datasets).toMatchObject([{ copied: 1, versions: 10, name: 'Renamed since' }]);
  await expectSame(domain, new MastraDatasets(target));
  await growing.close();
});

test('another dataset of the same id is refused, and stays as it is', async () => {
  const target = new DatasetsInMemory();
  await target.createDataset({ id: 'full', name: 'Mine' });
  await expect(copyFromMastra(store, target)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  expect((await target.getDatasetById({ id: 'full' }))?.name).toBe('Mine');
});

test('an unknown dataset is not found', async () => {
  const copy = copyFromMastra(store, new DatasetsInMemory(), { datasetIds: ['unknown'] });
  await expect(copy).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
});

test('other stores are refused, and those without tables', async () => {
  const target = new DatasetsInMemory();
  const memory = new InMemoryStore();
  await expect(copyFromMastra(memory, target)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  const composed = withVersionedDatasets(store, target);
  await expect(copyFromMastra(composed, target)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  const fresh = new LibSQLStore({ id: 'fresh', url: `file:${join(folder, 'fresh.db')}` });
  await expect(copyFromMastra(fresh, target)).rejects.toMatchObject({ code: 'SCHEMA_MISMATCH' });
  await fresh.close();
});

test('one file for two copies of SQLite is refused before anything is written', async () => {
  const target = new DatasetsLibSQL({ url, tablePrefix: 'versioned_' });
  const id = 'MASTRA_DATASETS_SHARED_FILE';
  await expect(copyFromMastra(store, target)).rejects.toMatchObject({ id });
  await expect(copyToMastra(target, store)).rejects.toMatchObject({ id });
});
