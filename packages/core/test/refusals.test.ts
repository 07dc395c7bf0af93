import { beforeEach, describe, expect, it } from 'vitest';
import type { CommitRefused, VersionedDatasetsStorage } from '../src/index.js';
import { DATASET, SpyStorage } from './spy-storage.js';

const datasetId = DATASET.id;
const counts = { added: 0, updated: 0, deleted: 0, purged: 0, itemCount: 0 };
// Long, as real time ends the tries, too.
const BUSY_TIMEOUT_MS = 60_000;
let now: number;
let storage: SpyStorage;

beforeEach(async () => {
  now = 5_000;
  const wait = (untilMs: number) => {
    now = Math.max(now, untilMs);
    return Promise.resolve();
  };
  storage = new SpyStorage({ clock: { now: () => now, wait }, busyTimeoutMs: BUSY_TIMEOUT_MS });
  await storage.init();
  storage.scripts.findCommit = () => ({
    ...{ datasetId, version: 1_000, number: 0, message: null },
    ...counts,
  });
});

function refuseCommits(refused: CommitRefused['refused']): void {
  storage.scripts.commit = () => ({ refused });
}

function timesCalled(name: string): number {
  return storage.calls.filter(([called]) => called === name).length;
}

type Call = (storage: VersionedDatasetsStorage) => Promise<unknown>;

const CALLS: Record<string, Call> = {
  addItem: (target) => target.addItem({ datasetId, input: 1 }),
  restoreVersion: (target) => target.restoreVersion({ datasetId, version: 0 }),
};

describe.each(Object.keys(CALLS))('%s that is refused', (name) => {
  const call = () => CALLS[name]?.(storage);

  it('for rows that contradict each other is told of damage, unless another try shows that they do not', async () => {
    refuseCommits('intact');
    await expect(call()).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      retryable: false,
      message: expect.stringContaining('verify()') as unknown,
      details: { datasetId, outcome: 'unchanged' },
    });
    expect(timesCalled('commit')).toBe(2);
  });

  it('as the dataset is gone says so at once, whatever a copy still holds', async () => {
    refuseCommits('dataset');
    await expect(call()).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    expect(timesCalled('commit')).toBe(1);
  });

  it('again and again, as others keep changing the dataset, is told to come back', async () => {
    refuseCommits('kept');
    await expect(call()).rejects.toMatchObject({
      code: 'STORAGE_BUSY',
      retryable: true,
      details: { datasetId, outcome: 'unchanged' },
    });
    expect(now).toBeGreaterThanOrEqual(5_000 + BUSY_TIMEOUT_MS);
    expect(timesCalled('commit')).toBeGreaterThan(2);
  });

  it('is tried a second time even where there is no time to wait', async () => {
    const impatient = new SpyStorage({
      clock: { now: () => now, wait: () => Promise.resolve() },
      busyTimeoutMs: 0,
    });
    impatient.scripts.findCommit = storage.scripts.findCommit ?? (() => null);
    impatient.scripts.commit = () => ({ refused: 'schemas' });
    await expect(CALLS[name]?.(impatient)).rejects.toMatchObject({ code: 'STORAGE_BUSY' });
    expect(impatient.calls.filter(([called]) => called === 'commit')).toHaveLength(2);
  });

  it('while what is read lags behind, waits for that', async () => {
    const answers = Array.from({ length: 5 }, () => ({ refused: 'version' }));
    const start = now;
    storage.scripts.commit = () => answers.shift() ?? { version: 1_000, updated: [] };
    await call();
    expect(timesCalled('commit')).toBe(6);
    expect(now).toBeGreaterThan(start + 5);
  });
});
