import { describe, expect, it } from 'vitest';
import type { VersionedDatasetsStorage } from '../src/index.js';
import { DATASET, SpyStorage, type PrimitiveCall, type Scripts } from './spy-storage.js';

const datasetId = DATASET.id;
const id = 'item';
const pagination = { page: 0, perPage: 10 };
const counts = { added: 0, updated: 0, deleted: 0, purged: 0, itemCount: 0 };
const commit = { datasetId, version: 1_000, number: 0, ...counts, message: null };

type Call = (storage: VersionedDatasetsStorage) => unknown;

async function takeAll(entries: AsyncIterable<unknown>): Promise<void> {
  for await (const entry of entries) expect(entry).toBeDefined();
}

/** Methods that only read: all they ask goes to what serves those. */
const READS: Record<string, Call> = {
  getDatasetById: (storage) => storage.getDatasetById({ id: datasetId }),
  listDatasets: (storage) => storage.listDatasets({ pagination }),
  listItems: (storage) => storage.listItems({ datasetId, pagination }),
  getItemById: (storage) => storage.getItemById({ id }),
  getItemByExternalId: (storage) => storage.getItemByExternalId({ datasetId, externalId: 'key' }),
  getItemsByVersion: (storage) => storage.getItemsByVersion({ datasetId, version: 0 }),
  iterateItems: (storage) => takeAll(storage.iterateItems({ datasetId })),
  listVersions: (storage) => storage.listVersions({ datasetId, pagination }),
  getItemHistory: (storage) => storage.getItemHistory({ id }),
  listTags: (storage) => storage.listTags({ datasetId }),
  diffVersions: (storage) => storage.diffVersions({ datasetId, from: 0, to: 0 }),
  snapshotDigest: (storage) => storage.snapshotDigest({ datasetId }),
};

/** Methods that change something, or that judge what is stored: they ask the primary alone. */
const OTHERS: Record<string, Call> = {
  createDataset: (storage) => storage.createDataset({ name: 'x' }),
  updateDataset: (storage) => storage.updateDataset({ id: datasetId, name: 'y' }),
  deleteDataset: (storage) => storage.deleteDataset({ id: datasetId }),
  addItem: (storage) => storage.addItem({ datasetId, input: 1 }),
  'addItem with onConflict': (storage) =>
    storage.addItem({ datasetId, input: 1, externalId: 'key', onConflict: 'update' }),
  deleteItem: (storage) => storage.deleteItem({ datasetId, id, expectedVersion: 0 }),
  tagVersion: (storage) => storage.tagVersion({ datasetId, version: 0, tag: 'tag' }),
  untagVersion: (storage) => storage.untagVersion({ datasetId, tag: 'tag' }),
  restoreVersion: (storage) => storage.restoreVersion({ datasetId, version: 0 }),
  forkDataset: (storage) => storage.forkDataset({ datasetId, version: 0, name: 'fork' }),
  verify: (storage) => storage.verify({ datasetId }),
  dangerouslyClearAll: (storage) => storage.dangerouslyClearAll(),
};

/** Calls a method of a storage whose reads go elsewhere, and gives what each side was asked. */
async function askedBy(call: Call | undefined) {
  const reads: PrimitiveCall[] = [];
  const scripts: Scripts = {
    findCommit: () => commit,
    commit: () => ({ version: 1_000, updated: [] }),
  };
  const clock = { now: () => 5_000, wait: () => Promise.resolve() };
  const storage = new SpyStorage({ clock }, { calls: reads, scripts });
  Object.assign(storage.scripts, scripts);
  await storage.init();
  storage.calls.length = 0;
  await call?.(storage);
  return { reads: reads.length, primary: storage.calls.length };
}

describe('where a storage reads', () => {
  it.each(Object.keys(READS))('%s asks what serves the reads, and nothing else', async (name) => {
    const asked = await askedBy(READS[name]);
    expect(asked.reads).toBeGreaterThan(0);
    expect(asked.primary).toBe(0);
  });

  it.each(Object.keys(OTHERS))('%s asks the primary, and nothing else', async (name) => {
    const asked = await askedBy(OTHERS[name]);
    expect(asked.primary).toBeGreaterThan(0);
    expect(asked.reads).toBe(0);
  });
});
