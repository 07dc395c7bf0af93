import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCases, saveRun } from '@mastra-datasets/cases';
import { beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { makeDataset } from './support/store.js';

let cwd: string;

const run = (...parameters: string[]) => cli(parameters, { cwd });

/** Locks the dataset as it is, and saves a run in which each case has this score. */
async function evaluate(file: string, scoreOf: (name: string) => number | null) {
  await run('lock', 'questions');
  const cases = await loadCases('questions', { folder: cwd, environment: {} });
  const results = cases.map(({ id, externalId = '' }) => ({ id, score: scoreOf(externalId) }));
  await saveRun(join(cwd, file), cases, results);
}

beforeEach(async () => {
  cwd = await temporaryFolder();
  const names = Array.from({ length: 13 }, (_, index) => `q${index + 1}`);
  await makeDataset(
    cwd,
    'questions',
    names.map((externalId) => ({ externalId, input: externalId })),
  );
  await evaluate('before.jsonl', () => 0.5);
  await run('edit', 'questions', 'q4', '--input', 'changed');
  await run('delete', 'questions', '--item', 'q5', '--yes');
  await run('add', 'questions', '--external-id', 'q14', '--input', 'new');
  await evaluate('after.jsonl', (name) => (name === 'q4' ? 0 : 1));
});

describe('compare-runs', () => {
  it('tells the same cases apart from those that came, went or changed', async () => {
    const { code, stdout } = await run('compare-runs', 'before.jsonl', 'after.jsonl');
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'questions, from version 1 to version 4',
        'CASES     COUNT  BEFORE  AFTER  DIFFERENCE',
        'the same     11   0.500  1.000      +0.500',
        'changed       1   0.500  0.000      -0.500',
        'new           1          1.000',
        'gone          1   0.500',
        'The same cases differ by more than chance: between +0.500 and +0.500, at 95 %.',
        '',
      ].join('\n'),
    );
    expect(await cliJson(['compare-runs', 'before.jsonl', 'after.jsonl'], { cwd })).toMatchObject({
      same: { difference: 0.5, interval: { low: 0.5, high: 0.5 } },
      changed: { cases: [{ before: 0.5, after: 0 }] },
    });
  });

  it('tells of cases without a score, and says nothing of chance for fewer than ten', async () => {
    const failing = new Set(['q1', 'q2', 'q3']);
    await evaluate('failed.jsonl', (name) => (failing.has(name) ? null : 1));
    const { code, stdout } = await run('compare-runs', 'after.jsonl', 'failed.jsonl');
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'questions, from version 4 to version 4',
        'CASES     COUNT  BEFORE  AFTER  DIFFERENCE',
        'the same     10   0.900  1.000      +0.100',
        'no score      3',
        'The same cases may differ by chance: between +0.000 and +0.300, at 95 %.',
        '',
      ].join('\n'),
    );
    expect(await cliJson(['compare-runs', 'before.jsonl', 'failed.jsonl'], { cwd })).toMatchObject({
      same: { difference: 0.5, interval: null },
      unscored: [{ before: 0.5, after: null }, {}, {}],
    });
    const few = await run('compare-runs', 'before.jsonl', 'failed.jsonl');
    expect(few.stdout).toContain('Too few cases are the same to tell a difference from chance.');
  });

  it('shows no minus before a zero', async () => {
    await evaluate('rounded.jsonl', (name) => (name === 'q4' ? 0 : 0.99999));
    const { stdout } = await run('compare-runs', 'after.jsonl', 'rounded.jsonl');
    expect(stdout).toContain('+0.000\n');
    expect(stdout).not.toContain('-0.000');
  });

  it('opens the store beside the lock file, and only where it needs one', async () => {
    const inner = join(cwd, 'runs');
    await mkdir(inner);
    const compare = (...files: string[]) => cli(['compare-runs', ...files], { cwd: inner });
    const both = ['../before.jsonl', '../after.jsonl'];
    expect(await compare(...both)).toMatchObject({ code: 0 });
    for (const end of ['', '-shm', '-wal']) await rm(join(cwd, `mastra.db${end}`), { force: true });
    expect(await compare('../after.jsonl', '../after.jsonl')).toMatchObject({ code: 0 });
    const { code, stderr } = await compare(...both);
    expect(code).toBe(3);
    expect(stderr).toContain('STORE_NOT_FOUND');
    expect(stderr).toContain('mastra.db');
  });

  it('refuses a file that is no run', async () => {
    await writeFile(join(cwd, 'no.jsonl'), '{}\n');
    const { code, stderr } = await run('compare-runs', 'before.jsonl', 'no.jsonl');
    expect(code).toBe(5);
    expect(stderr).toContain('RUN_INVALID');
  });
});
