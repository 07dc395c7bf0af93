import type { DatasetsStorage, DatasetsSupports } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import { expectDatasetsError } from '../errors.js';
import { at, currentItems, makeDataset } from '../fixtures.js';
import type { BusyOptions } from '../options.js';

interface Scene {
  readonly datasetId: string;
  readonly ids: readonly string[];
}

/** A write, and the capability that it belongs to. */
interface Write {
  readonly name: string;
  readonly capability?: keyof DatasetsSupports;
  readonly run: (storage: DatasetsStorage, scene: Scene) => Promise<unknown>;
}

/** The last one deletes what the others need. */
const WRITES: readonly Write[] = [
  { name: 'createDataset', run: (storage) => storage.createDataset({ name: 'second' }) },
  {
    name: 'updateDataset',
    run: (storage, { datasetId }) => storage.updateDataset({ id: datasetId, name: 'renamed' }),
  },
  {
    name: 'addItem',
    run: (storage, { datasetId }) => storage.addItem({ datasetId, input: 'added' }),
  },
  {
    name: 'updateItem',
    run: (storage, { datasetId, ids }) =>
      storage.updateItem({ datasetId, id: at(ids, 0), input: 'updated' }),
  },
  {
    name: 'deleteItem',
    run: (storage, { datasetId, ids }) => storage.deleteItem({ datasetId, id: at(ids, 1) }),
  },
  {
    name: 'tagVersion',
    capability: 'tags',
    run: (storage, { datasetId }) => storage.tagVersion({ datasetId, version: 0, tag: 'tag' }),
  },
  {
    name: 'importItems',
    capability: 'imports',
    run: (storage, { datasetId }) =>
      storage.importItems({ datasetId, items: [{ input: 'imported' }] }),
  },
  {
    name: 'deleteDataset',
    run: (storage, { datasetId }) => storage.deleteDataset({ id: datasetId }),
  },
];

/**
 * Expects writes that meet another writer to be `STORAGE_BUSY`, to change nothing, and to succeed
 * when they are tried again later.
 */
export async function checkBusy(busy: BusyOptions, supports: DatasetsSupports): Promise<void> {
  const storage = await busy.create();
  const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
  const scene = { datasetId, ids: items.map(({ id }) => id) };
  const writes = WRITES.filter(
    ({ capability }) => capability === undefined || supports[capability],
  );
  const dataset = await storage.getDatasetById({ id: datasetId });
  const before = await currentItems(storage, datasetId);
  const release = await busy.hold(storage);
  try {
    for (const { name, run } of writes) {
      const error = await expectDatasetsError(() => run(storage, scene), 'STORAGE_BUSY');
      expect(error.retryable, name).toBe(true);
    }
  } finally {
    await release();
  }
  expect(await storage.getDatasetById({ id: datasetId })).toStrictEqual(dataset);
  expect(await currentItems(storage, datasetId)).toStrictEqual(before);
  for (const { run } of writes) await run(storage, scene);
  expect(await storage.getDatasetById({ id: datasetId })).toBeNull();
}

export function busySuite(busy: BusyOptions, supports: DatasetsSupports): void {
  describe('another writer', () => {
    it('makes writes STORAGE_BUSY, which change nothing and may be repeated', () =>
      checkBusy(busy, supports));
  });
}
