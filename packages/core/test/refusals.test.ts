import { beforeEach, describe, expect, it } from 'vitest';
import type { VersionedDatasetsStorage } from '../src/index.js';
import { DATASET, SpyStorage } from './spy-storage.js';

const datasetId = DATASET.id;
const counts = { added: 0, updated: 0, deleted: 0, purged: 0, itemCount: 0 };
let storage: SpyStorage;

beforeEach(async () => {
  storage = new SpyStorage({ clock: { now: () => 5_000, wait: () => Promise.resolve() } });
  await storage.init();
  storage.scripts.commit = () => null;
  storage.scripts.findCommit = () => ({
    ...{ datasetId, version: 1_000, number: 0, message: null },
    ...counts,
  });
});

type Call = (storage: VersionedDatasetsStorage) => Promise<unknown>;

const CALLS: Record<string, Call> = {
  addItem: (target) => target.addItem({ datasetId, input: 1 }),
  restoreVersion: (target) => target.restoreVersion({ datasetId, version: 0 }),
};

function timesCalled(name: string): number {
  return storage.calls.filter(([called]) => called === name).length;
}

describe.each(Object.keys(CALLS))('%s that is refused', (name) => {
  const call = () => CALLS[name]?.(storage);

  it('without a reason, by a dataset that nobody changes, is told of damage', async () => {
    await expect(call()).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      retryable: false,
      message: expect.stringContaining('verify()') as unknown,
      details: { datasetId, outcome: 'unchanged' },
    });
    expect(timesCalled('commit')).toBe(2);
  });

  it('again and again, by a dataset that others keep changing, is told to come back', async () => {
    let version = 1_000;
    storage.scripts.findDataset = () => ({ ...DATASET, version: (version += 1) });
    await expect(call()).rejects.toMatchObject({
      code: 'STORAGE_BUSY',
      retryable: true,
      details: { datasetId, outcome: 'unchanged' },
    });
    expect(timesCalled('confirm')).toBe(0);
  });

  it('while what is read lags behind, waits for that', async () => {
    let lag = 5;
    storage.scripts.confirm = () => {
      lag -= 1;
      if (lag === 0) storage.scripts.commit = () => ({ version: 1_000, updated: [] });
      return null;
    };
    await call();
    expect(timesCalled('confirm')).toBe(5);
  });
});
