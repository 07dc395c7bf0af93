import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf, makeDataset } from './support/store.js';

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', [
    { externalId: 'q1', input: 'Same?' },
    { externalId: 'q2', input: 'Old?' },
    { externalId: 'q3', input: 'Gone?' },
    { input: 'Nameless?' },
  ]);
  await writeFile(join(cwd, 'questions.csv'), 'id,input\nq1,Same?\nq2,New?\nq4,Added?\n');
});

const SYNC = ['import', 'questions.csv', '--sync'];

describe('import --sync', () => {
  it('makes the dataset hold what the file names, in one version', async () => {
    const { code, stdout } = await cli(SYNC, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Changed questions, version 2 \(.*\): 1 added, 1 updated, 2 deleted, 1 unchanged\.\n$/,
    );
    expect(await contentOf(cwd, 'questions')).toEqual([
      { externalId: 'q1', input: 'Same?' },
      { externalId: 'q2', input: 'New?' },
      { externalId: 'q4', input: 'Added?' },
    ]);
    const again = await cli(SYNC, { cwd });
    expect(again.stdout).toMatch(/^Nothing differs from questions, version 2 /);
  });

  it('tells beforehand what it would delete', async () => {
    const predicted = await cliJson([...SYNC, '--dry-run'], { cwd });
    expect(predicted).toMatchObject({
      accepted: 3,
      added: 1,
      updated: 1,
      deleted: 2,
      unchanged: 1,
      deletedItems: [{ input: 'Nameless?' }, { externalId: 'q3', input: 'Gone?' }],
    });
    const { stdout } = await cli([...SYNC, '--dry-run'], { cwd });
    expect(stdout).toContain('Would delete 2 items:');
    expect(stdout).toContain('1 added, 1 updated, 2 deleted, 1 unchanged; nothing was changed.');
    expect(await contentOf(cwd, 'questions')).toHaveLength(4);
  });

  it.each([
    ['for real', []],
    ['beforehand', ['--dry-run']],
  ])('deletes no more than it may, %s', async (_, options) => {
    const bounded = (most: string) => cli([...SYNC, '--max-deletions', most, ...options], { cwd });
    const refused = await bounded('1');
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain('TOO_MANY_DELETIONS');
    expect(refused.stderr).toContain(
      'next: look whether the file is complete; nothing was changed',
    );
    expect(await contentOf(cwd, 'questions')).toHaveLength(4);
    expect(await bounded('2')).toMatchObject({ code: 0 });
  });

  it('makes a dataset where there is none, and brings deleted items back', async () => {
    await cli([...SYNC, '--dataset', 'new'], { cwd });
    expect(await contentOf(cwd, 'new')).toHaveLength(3);
    await cli(SYNC, { cwd });
    await writeFile(join(cwd, 'questions.csv'), 'id,input\nq3,Back?\n');
    expect(await cliJson(SYNC, { cwd })).toMatchObject({ added: 1, deleted: 3 });
    const states = await cliJson(['history', 'q3', '--dataset', 'questions'], { cwd });
    expect(states).toHaveLength(2);
  });

  it.each([
    [['--rejects', 'r.jsonl'], 'cannot be used with'],
    [['--max-deletions', '-1'], 'It must be an integer, 0 or more.'],
    [['--no-external-id'], 'has no external ids, which --sync goes by.'],
  ])('refuses %s', async (options, message) => {
    const refused = await cli([...SYNC, ...options], { cwd });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(message);
    expect(await contentOf(cwd, 'questions')).toHaveLength(4);
  });

  it('refuses a bound on deletions without it, and external ids that repeat', async () => {
    const bound = await cli(['import', 'questions.csv', '--max-deletions', '3'], { cwd });
    expect(bound).toMatchObject({ code: 2 });
    await writeFile(join(cwd, 'questions.csv'), 'id,input\nq1,a\nq1,b\n');
    const repeated = await cli(SYNC, { cwd });
    expect(repeated).toMatchObject({ code: 2, stdout: '' });
    expect(repeated.stderr).toContain('next: name the column that has them with --external-id');
    await writeFile(join(cwd, 'rows.jsonl'), '{"input":"a","externalId":"x"}\n{"input":"b"}\n');
    const nameless = await cli(['import', 'rows.jsonl', '--dataset', 'questions', '--sync'], {
      cwd,
    });
    expect(nameless).toMatchObject({ code: 5, stdout: '' });
    expect(nameless.stderr).toContain(
      'line 2: it has no external id, which --sync goes by\n  next: correct them\n',
    );
    expect(await contentOf(cwd, 'questions')).toHaveLength(4);
  });
});

describe('purge --keep', () => {
  it('leaves a mark in the place of the item, and makes no version', async () => {
    const purge = ['purge', 'questions', 'q3', '--keep', '--yes'];
    const { id } = (await cliJson(['show', 'questions', 'q3'], { cwd })) as { id: string };
    const { code, stdout } = await cli(purge, { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe(
      'Purged q3 from every version of questions, which has a mark in its place.\n',
    );
    expect(await cliJson(['log', 'questions'], { cwd })).toHaveLength(2);
    const again = await cli(['purge', 'questions', id, '--keep', '--yes'], { cwd });
    expect(again.stdout).toContain('was purged before; nothing was changed.');
  });
});
