import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import { LibSQLStore } from '@mastra/libsql';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { expect, test } from 'vitest';
import { copyFromMastra, copyToMastra, MastraDatasets } from '../../src/index.js';
import { temporaryFolder } from '../temporary-folder.js';
import { expectSame } from './same-datasets.js';
import { domainOf, makeStockDatasets } from './stock-datasets.js';

const folder = temporaryFolder();
let count = 0;

function newStore(): LibSQLStore {
  count += 1;
  return new LibSQLStore({ id: `store-${count}`, url: `file:${join(folder, `${count}.db`)}` });
}

/** A dataset that has what only we have: commits, splits, tags, a fork, items that came back. */
async function makeOwn(storage: DatasetsInMemory): Promise<string> {
  const { id: datasetId } = await storage.createDataset({
    name: 'Own',
    attributes: { targetType: 'agent', team: 'red' },
    author: 'ann',
  });
  const [first, second, third] = await storage.addItems({
    datasetId,
    items: [
      { input: 1, expectedOutput: null, externalId: 'a', splits: ['train'] },
      { input: { b: 1, a: 2 }, context: { level: 1 }, attributes: { weight: 2, scorerIds: ['x'] } },
      { input: 'purged later' },
    ],
    message: 'Three of them',
  });
  await storage.deleteItem({ datasetId, id: first?.id ?? '' });
  await storage.updateItem({ datasetId, id: second?.id ?? '', input: 'changed' });
  await storage.restoreVersion({ datasetId, version: 1 });
  await storage.restoreVersion({ datasetId, version: 4 });
  await storage.purgeItem({ datasetId, id: third?.id ?? '' });
  await storage.tagVersion({ datasetId, version: 1, tag: 'baseline' });
  return datasetId;
}

test('what came from Mastra goes back, and is the same at every version', async () => {
  const [store, back] = [newStore(), newStore()];
  await makeStockDatasets(store);
  const storage = new DatasetsInMemory();
  await copyFromMastra(store, storage);
  const { datasets, losses } = await copyToMastra(storage, back);
  expect(losses).toEqual([]);
  expect(datasets.map(({ versions, copied }) => [versions, copied])).toContainEqual([9, 9]);
  await expectSame(new MastraDatasets(storage), domainOf(back));
});

test('what was changed here goes back to where it came from, and Mastra goes on with it', async () => {
  const store = newStore();
  await makeStockDatasets(store);
  const storage = new DatasetsInMemory();
  await copyFromMastra(store, storage);
  await storage.addItem({ datasetId: 'fast', input: 'added here' });
  await storage.updateDataset({ id: 'fast', name: 'Renamed here' });
  const { datasets } = await copyToMastra(storage, store);
  expect(datasets).toMatchObject([
    { datasetId: 'fast', copied: 1, versions: 7, movedVersions: 4 },
    { copied: 0 },
    { copied: 0 },
    { copied: 0 },
  ]);
  const mastra = new Mastra({ storage: store, logger: false });
  const dataset = await mastra.datasets.get({ id: 'fast' });
  expect((await dataset.getDetails()).name).toBe('Renamed here');
  const added = await dataset.addItem({ input: 'added by Mastra' });
  expect(added.datasetVersion).toBe(7);
  await copyFromMastra(store, storage);
  await expectSame(domainOf(store), new MastraDatasets(storage));
});

test('what Mastra has no place for is named beforehand, and nothing is written', async () => {
  const storage = new DatasetsInMemory();
  await makeOwn(storage);
  const store = newStore();
  const losses = [
    { kind: 'datasetAttribute', name: 'team', count: 1 },
    { kind: 'tag', count: 1 },
    { kind: 'author', count: 1 },
    { kind: 'message', count: 1 },
    { kind: 'splits', count: 2 },
    { kind: 'itemAttribute', name: 'weight', count: 3 },
  ];
  await expect(copyToMastra(storage, store)).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    details: { losses },
  });
  const { datasets } = await domainOf(store).listDatasets({ pagination: { page: 0, perPage: 9 } });
  expect(datasets).toEqual([]);
});

test('accepted losses are all that is lost', async () => {
  const storage = new DatasetsInMemory();
  const datasetId = await makeOwn(storage);
  const fork = await storage.forkDataset({ datasetId, version: 5, name: 'Fork' });
  const store = newStore();
  const { datasets } = await copyToMastra(storage, store, { acceptLosses: true });
  expect(datasets.map(({ versions }) => versions)).toEqual([7, 1]);
  const domain = domainOf(store);
  const dataset = await domain.getDatasetById({ id: datasetId });
  expect(dataset).toMatchObject({ name: 'Own', targetType: 'agent', version: 6 });
  expect(dataset).not.toHaveProperty('team');
  const [item] = await domain.getItemsByVersion({ datasetId: fork.id, version: 0 });
  expect(item).toBeDefined();
  const rows = await domain.getItemHistory(
    (await storage.getItemByExternalId({ datasetId, externalId: 'a' }))?.id ?? '',
  );
  expect(rows.map(({ datasetVersion, isDeleted }) => [datasetVersion, isDeleted])).toEqual([
    [4, false],
    [2, true],
    [1, false],
  ]);
  expect(rows[0]?.groundTruth).toBeNull();
  expect(rows[0]?.createdAt).toEqual(rows[2]?.createdAt);
  const back = new DatasetsInMemory();
  await copyFromMastra(store, back);
  for (let version = 0; version <= 6; version += 1) {
    const inputs = async (from: DatasetsInMemory) =>
      (await from.getItemsByVersion({ datasetId, version })).map(({ input }) => input);
    expect(await inputs(back)).toEqual(await inputs(storage));
  }
});

test('a copy that was interrupted goes on', async () => {
  const storage = new DatasetsInMemory();
  const datasetId = await makeOwn(storage);
  const store = newStore();
  const stop = new Error('Stopped.');
  const onProgress = ({ number }: { number: number }) => {
    if (number === 3) throw stop;
  };
  const options = { acceptLosses: true };
  const interrupted = copyToMastra(storage, store, { ...options, onProgress });
  await expect(interrupted).rejects.toMatchObject({ cause: stop });
  expect((await domainOf(store).getDatasetById({ id: datasetId }))?.version).toBe(3);
  const { datasets } = await copyToMastra(storage, store, options);
  expect(datasets[0]?.copied).toBe(3);
});

test('another dataset of the same id in Mastra is refused, and stays as it is', async () => {
  const store = newStore();
  await store.init();
  await domainOf(store).createDataset({ id: 'mine', name: 'Theirs' });
  // Two empty datasets of one time would be the same.
  const clock = { now: () => Date.UTC(2024, 0, 1), wait: () => Promise.resolve() };
  const storage = new DatasetsInMemory({ clock });
  await storage.createDataset({ id: 'mine', name: 'Ours' });
  await expect(copyToMastra(storage, store)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  expect((await domainOf(store).getDatasetById({ id: 'mine' }))?.name).toBe('Theirs');
});
