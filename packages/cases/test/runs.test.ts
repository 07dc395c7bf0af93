import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  compareRuns,
  loadCases,
  needsStorage,
  readRun,
  saveRun,
  type CaseResult,
} from '../src/index.js';
import { intervalOfMean } from '../src/runs/mean-difference.js';
import { lockedFolder } from './support/locked-folder.js';

const ITEMS = ['a', 'b', 'c', 'd'].map((externalId) => ({ externalId, input: externalId }));

async function folderWithIds() {
  const locked = await lockedFolder(ITEMS);
  const { storage, datasetId } = locked;
  const ids: string[] = [];
  for await (const { id } of storage.iterateItems({ datasetId, order: 'oldest' })) ids.push(id);
  const [a = '', b = '', c = '', d = ''] = ids;
  return { ...locked, a, b, c, d };
}

describe('a file with a run', () => {
  it('comes back with what it was measured on', async () => {
    const { folder, entry, a, b, c, d } = await folderWithIds();
    const path = join(folder, 'run.jsonl');
    const cases = await loadCases('questions', { folder, environment: {} });
    const results = [
      { id: a, score: 0.5, answer: 'x' },
      { id: b, score: 1 },
      { id: c, score: null },
    ];
    await saveRun(path, cases, results);
    expect(await readRun(path)).toEqual({
      dataset: 'questions',
      lock: entry,
      // A case without a result is told apart from one that was not there.
      results: [...results.map(({ id, score }) => ({ id, score })), { id: d, score: null }],
    });
    expect(await readFile(path, 'utf8')).toContain('"answer":"x"');
  });

  it('says what was loaded, whatever the lock file says when it is saved', async () => {
    const { folder, storage, datasetId, lock, entry, a, b } = await folderWithIds();
    const path = join(folder, 'run.jsonl');
    const cases = await loadCases('questions', { folder, environment: {} });
    await lock({ versionNumber: 9 });
    await saveRun(path, cases, []);
    expect((await readRun(path)).lock).toEqual(entry);
    await storage.updateItem({ datasetId, id: a, input: 'changed' });
    const newest = await loadCases('questions', { folder, environment: {}, unlocked: true });
    await saveRun(path, newest, []);
    const digest = await storage.snapshotDigest({ datasetId });
    expect((await readRun(path)).lock).toMatchObject({ versionNumber: 2, digest, itemCount: 4 });
    const where = { externalId: 'b' };
    const some = await loadCases('questions', { folder, environment: {}, unlocked: true, where });
    await saveRun(path, some, [{ id: b, score: 1 }]);
    expect(await readRun(path)).toMatchObject({ chosen: { where }, results: [{ id: b }] });
  });

  it('is refused for other cases than those that were loaded', async () => {
    const { folder, a, b } = await folderWithIds();
    const path = join(folder, 'run.jsonl');
    const where = { externalId: 'b' };
    const cases = await loadCases('questions', { folder, environment: {}, where });
    await saveRun(path, cases, [{ id: b, score: 1 }]);
    const foreign = saveRun(path, cases, [{ id: a, score: 1 }]);
    await expect(foreign).rejects.toMatchObject({ code: 'RUN_INVALID', details: { id: a } });
    await expect(saveRun(path, [...cases], [])).rejects.toMatchObject({ code: 'RUN_INVALID' });
  });

  it.each([
    ['', 'Line 1'],
    ['{"id":"a","score":1}\n', 'Line 1'],
  ])('is refused without what it was measured on: %j', async (text, place) => {
    const { folder } = await folderWithIds();
    const path = join(folder, 'run.jsonl');
    await writeFile(path, text);
    await expect(readRun(path)).rejects.toMatchObject({
      code: 'RUN_INVALID',
      message: expect.stringContaining(place) as string,
    });
  });

  it('is refused with a score that is no number', async () => {
    const { folder, a } = await folderWithIds();
    const path = join(folder, 'run.jsonl');
    const cases = await loadCases('questions', { folder, environment: {} });
    const saving = saveRun(path, cases, [{ id: a, score: Number.NaN }]);
    await expect(saving).rejects.toMatchObject({ code: 'RUN_INVALID' });
    await saveRun(path, cases, []);
    const [first = ''] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, `${first}\n{"id":"a","score":"good"}\n`);
    await expect(readRun(path)).rejects.toMatchObject({
      code: 'RUN_INVALID',
      details: { line: 2 },
    });
    await expect(readRun(join(folder, 'none'))).rejects.toMatchObject({ code: 'RUN_INVALID' });
  });
});

describe('compareRuns', () => {
  const run = (lock: Awaited<ReturnType<typeof lockedFolder>>['entry'], results: CaseResult[]) => ({
    dataset: 'questions',
    lock,
    results,
  });

  it('keeps apart the cases that came, went and changed', async () => {
    const { storage, datasetId, entry, a, b, c, d } = await folderWithIds();
    await storage.updateItem({ datasetId, id: b, input: 'changed' });
    await storage.deleteItem({ datasetId, id: d });
    const e = await storage.addItem({ datasetId, input: 'e' });
    const digest = await storage.snapshotDigest({ datasetId });
    const later = { ...entry, version: e.version.toISOString(), versionNumber: 4, digest };
    const before = run(
      entry,
      [a, b, c, d].map((id) => ({ id, score: 0.5 })),
    );
    const after = run(later, [
      { id: a, score: 0 },
      { id: a, score: 1 },
      { id: b, score: 0 },
      { id: c, score: 1 },
      { id: e.id, score: 0.25 },
    ]);
    const comparison = await compareRuns(before, after, { storage });
    expect(comparison).toMatchObject({
      same: {
        cases: [
          { id: a, before: 0.5, after: 0.5 },
          { id: c, before: 0.5, after: 1 },
        ],
        before: 0.5,
        after: 0.75,
        difference: 0.25,
      },
      changed: { cases: [{ id: b, before: 0.5, after: 0 }], before: 0.5, after: 0 },
      added: { cases: [{ id: e.id, score: 0.25 }], before: null, after: 0.25 },
      removed: { cases: [{ id: d, score: 0.5 }], before: 0.5, after: null },
    });
    expect(comparison.unscored).toEqual([]);
    const backwards = await compareRuns(after, before, { storage });
    expect(backwards.same.difference).toBe(-0.25);
    expect(backwards.added.cases).toEqual([{ id: d, score: 0.5 }]);
  });

  it('keeps apart the cases without a score', async () => {
    const { entry, a, b, c, d } = await folderWithIds();
    const before = run(entry, [
      { id: a, score: 1 },
      { id: b, score: 1 },
      { id: c, score: null },
      { id: d, score: 0 },
    ]);
    const after = run(entry, [
      { id: a, score: 0.5 },
      { id: b, score: null },
      { id: c, score: null },
      { id: d, score: null },
      { id: d, score: 1 },
    ]);
    const { same, unscored, added, removed } = await compareRuns(before, after);
    expect(same).toMatchObject({ before: 0.5, after: 0.75 });
    expect(unscored).toEqual([
      { id: b, before: 1, after: null },
      { id: c, before: null, after: null },
    ]);
    expect([added.cases, removed.cases]).toEqual([[], []]);
  });

  it('counts a case whose content was removed since as changed', async () => {
    const { storage, datasetId, entry, a, b } = await folderWithIds();
    const { version } = await storage.updateItem({ datasetId, id: a, input: 'changed' });
    const digest = await storage.snapshotDigest({ datasetId });
    const later = { ...entry, version: version.toISOString(), versionNumber: 2, digest };
    const results = [a, b].map((id) => ({ id, score: 1 }));
    await storage.purgeItem({ datasetId, id: a, keep: true });
    const compared = await compareRuns(run(entry, results), run(later, results), { storage });
    expect(compared.changed.cases.map(({ id }) => id)).toEqual([a]);
    expect(compared.same.cases.map(({ id }) => id)).toEqual([b]);
  });

  it('refuses a storage that does not have the cases of a run', async () => {
    const { storage, datasetId, entry, a } = await folderWithIds();
    const results = [{ id: a, score: 1 }];
    const { version } = await storage.updateItem({ datasetId, id: a, input: 'changed' });
    const later = { ...entry, version: version.toISOString(), versionNumber: 2 };
    const unknown = { ...later, version: new Date(version.getTime() + 9).toISOString() };
    for (const lock of [later, unknown]) {
      const comparing = compareRuns(run(entry, results), run(lock, results), { storage });
      await expect(comparing).rejects.toMatchObject({ code: 'RUN_INVALID' });
    }
  });

  it('needs no storage for one version, and says when it does', async () => {
    const { entry, a, b } = await folderWithIds();
    const before = run(entry, [{ id: a, score: 0 }]);
    expect(needsStorage(before, run(entry, []))).toBe(false);
    expect(needsStorage(before, run({ ...entry, datasetId: 'other' }, []))).toBe(false);
    for (const changes of [{ version: new Date(0).toISOString() }, { digest: 'a'.repeat(64) }]) {
      expect(needsStorage(before, run({ ...entry, ...changes }, []))).toBe(true);
    }
    const { same } = await compareRuns(before, run(entry, [{ id: a, score: 1 }]));
    expect(same).toMatchObject({ difference: 1, interval: null });
    const none = await compareRuns(before, run(entry, [{ id: b, score: 1 }]));
    expect(none.same).toEqual({
      cases: [],
      before: null,
      after: null,
      difference: null,
      interval: null,
    });
    const other = { ...entry, version: new Date(0).toISOString() };
    for (const lock of [other, { ...entry, datasetId: 'other' }]) {
      await expect(compareRuns(before, run(lock, []))).rejects.toMatchObject({
        code: 'RUN_INVALID',
      });
    }
  });
});

describe('the interval of a mean difference', () => {
  const normal = Array.from({ length: 400 }, (_, index) => ((index * 37) % 400) / 400);

  it('holds the mean, is the same for a seed, and narrows with the number of cases', () => {
    const wide = intervalOfMean(
      normal.filter((_, index) => index % 16 === 0),
      1,
    );
    const narrow = intervalOfMean(normal, 1);
    expect(intervalOfMean(normal, 1)).toEqual(narrow);
    expect(intervalOfMean(normal, 2)).not.toEqual(narrow);
    if (narrow === null || wide === null) throw new Error('There is an interval.');
    expect(narrow.low).toBeLessThan(0.49875);
    expect(narrow.high).toBeGreaterThan(0.49875);
    expect(narrow.high - narrow.low).toBeLessThan((wide.high - wide.low) / 2);
    // The uniform distribution has a standard error of 0.0144 for 400 cases.
    expect(narrow.high - narrow.low).toBeCloseTo(2 * 1.96 * 0.0144, 1);
  });

  it('is a point where all differences are equal', () => {
    const equal = Array.from({ length: 10 }, () => 0.5);
    expect(intervalOfMean(equal, 1)).toEqual({ low: 0.5, high: 0.5 });
  });

  it('takes what comes of rounding for no difference', () => {
    const rounding = Array.from({ length: 10 }, () => 0.1 + 0.2 - 0.3);
    expect(rounding[0]).not.toBe(0);
    expect(intervalOfMean(rounding, 1)).toEqual({ low: 0, high: 0 });
  });

  it('says nothing of fewer than ten differences', () => {
    expect(intervalOfMean([], 1)).toBeNull();
    expect(intervalOfMean(normal.slice(0, 9), 1)).toBeNull();
    expect(intervalOfMean(normal.slice(0, 10), 1)).not.toBeNull();
  });
});
