import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import { InMemoryStore, MastraCompositeStore } from '@mastra/core/storage';
import { LibSQLStore } from '@mastra/libsql';
import { BASIC_SUPPORTS } from '@mastra-datasets/core';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { expect, test } from 'vitest';
import { MastraDatasets, withVersionedDatasets } from '../../src/index.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

class BasicStorage extends DatasetsInMemory {
  override readonly supports = BASIC_SUPPORTS;
}

test('a storage that lacks something is refused', () => {
  expect(() => withVersionedDatasets(new InMemoryStore(), new BasicStorage())).toThrow(
    expect.objectContaining({ code: 'NOT_SUPPORTED' }),
  );
});

test('the store has the id of the one that it is made of, unless another is given', () => {
  const make = (options?: { id: string }) =>
    withVersionedDatasets(new InMemoryStore({ id: 'inner' }), new DatasetsInMemory(), options);
  expect(make().id).toBe('inner');
  expect(make({ id: 'outer' }).id).toBe('outer');
});

test('everything but datasets and experiments is that of the store', () => {
  const inner = new InMemoryStore();
  const { stores = {} } = withVersionedDatasets(inner, new DatasetsInMemory());
  expect(stores.datasets).toBeInstanceOf(MastraDatasets);
  expect(stores.memory).toBe(inner.stores.memory);
  expect(stores.workflows).toBe(inner.stores.workflows);
});

test('shutting down closes the storage, too', async () => {
  const storage = new DatasetsInMemory();
  const mastra = new Mastra({
    storage: withVersionedDatasets(new InMemoryStore(), storage),
    logger: false,
  });
  await mastra.datasets.create({ name: 'Closed' });
  await mastra.shutdown();
  await expect(storage.getDatasetById({ id: 'x' })).rejects.toMatchObject({ code: 'CLOSED' });
  const { datasets } = mastra.getStorage()?.stores ?? {};
  await expect(datasets?.getDatasetById({ id: 'x' })).rejects.toMatchObject({
    id: 'MASTRA_DATASETS_CLOSED',
  });
});

test('what the store keeps for how long stays in force', async () => {
  const store = new LibSQLStore({
    id: 'kept',
    url: `file:${join(folder, 'retention.db')}`,
    retention: { experiments: { experiments: { maxAge: '1d' } } },
  });
  const storage = withVersionedDatasets(store, new DatasetsInMemory());
  await storage.init();
  const pruned = await storage.prune();
  expect(new Set(pruned.map(({ domain }) => domain))).toEqual(new Set(['experiments']));
  await storage.close();
});

test('a store that makes no tables by itself still makes none', async () => {
  const store = new InMemoryStore();
  store.disableInit = true;
  expect(withVersionedDatasets(store, new DatasetsInMemory()).disableInit).toBe(true);
  await store.close();
});

test('the domain works in a store that the caller puts together', async () => {
  const datasets = new MastraDatasets(new DatasetsInMemory());
  const storage = new MastraCompositeStore({
    id: 'own',
    default: new InMemoryStore(),
    domains: { datasets },
  });
  const mastra = new Mastra({ storage, logger: false });
  const dataset = await mastra.datasets.create({ name: 'Alone' });
  const { id: itemId } = await dataset.addItem({ input: 1 });
  const { results } = await dataset.startExperiment({ task: ({ input }) => input });
  expect(results[0]?.output).toBe(1);
  await dataset.purgeItem({ itemId });
  await mastra.datasets.delete({ id: dataset.id });
  expect(await datasets.getDatasetById({ id: dataset.id })).toBeNull();
});

test('what comes before the first use is tried again where it failed', async () => {
  let tries = 0;
  const datasets = new MastraDatasets(new DatasetsInMemory(), {
    beforeUse() {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('Not yet.')) : Promise.resolve();
    },
  });
  await expect(datasets.getDatasetById({ id: 'x' })).rejects.toThrow('Not yet.');
  expect(await datasets.getDatasetById({ id: 'x' })).toBeNull();
  expect(await datasets.getDatasetById({ id: 'x' })).toBeNull();
  expect(tries).toBe(2);
});
