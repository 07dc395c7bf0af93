import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCases, parseLockFile } from '@mastra-datasets/cases';
import { beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { inStore, makeDataset } from './support/store.js';

const ITEMS = [
  { externalId: 'fr', input: 'France?', expectedOutput: 'Paris', splits: ['test'] },
  { externalId: 'de', input: 'Germany?', expectedOutput: 'Berlin', splits: ['train'] },
  { externalId: 'es', input: 'Spain?', expectedOutput: 'Madrid', splits: ['test'] },
];

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', ITEMS);
});

const run = (...parameters: string[]) => cli(parameters, { cwd });

async function lockedEntry(name = 'questions', folder = cwd) {
  return parseLockFile(await lockText(folder)).entries.get(name);
}

function lockText(folder = cwd) {
  return readFile(join(folder, 'datasets.lock.json'), 'utf8');
}

describe('lock', () => {
  it('pins the newest version, without the address of the store', async () => {
    const digest = await run('digest', 'questions');
    const { code, stdout } = await run('lock', 'questions');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Locked questions, version 1 \(.*\): 3 cases\.\n$/);
    const entry = await lockedEntry();
    expect(entry).toMatchObject({ versionNumber: 1, digest: digest.stdout.trim(), itemCount: 3 });
    expect(await lockText()).not.toMatch(/mastra\.db|file:/);
  });

  it('writes into the nearest lock file above, and keeps what else it holds', async () => {
    await makeDataset(cwd, 'answers', [{ input: 'one' }]);
    await run('lock', 'answers');
    const inner = join(cwd, 'evals');
    await mkdir(inner);
    const { code } = await cli(['lock', 'questions'], { cwd: inner });
    expect(code).toBe(0);
    const url = ['--url', '../mastra.db'];
    expect(await cli(['lock', '--check', ...url], { cwd: inner })).toMatchObject({ code: 0 });
    expect(await cli(['lock', '--check', '--url', 'mastra.db'], { cwd: inner })).toMatchObject({
      code: 3,
    });
    expect(await lockedEntry()).toMatchObject({ itemCount: 3 });
    expect(await lockedEntry('answers')).toMatchObject({ itemCount: 1 });
  });

  it('ends with 7 and names the cases where the store has others, until it is updated', async () => {
    await run('lock', 'questions');
    expect(await run('lock', '--check')).toMatchObject({
      code: 0,
      stdout: 'questions: 3 cases, as locked at version 1.\n',
    });
    await run('edit', 'questions', 'de', '--set', 'expectedOutput=Bonn');
    await run('delete', 'questions', '--item', 'es', '--yes');
    await run('add', 'questions', '--external-id', 'it', '--input', 'Italy?');
    const checked = await run('lock', '--check');
    expect(checked.code).toBe(7);
    expect(checked.stdout).toBe(
      'questions: version 1 is locked, version 4 has 1 added, 1 updated, 1 deleted:\n  ~ de\n  + it\n  - es\n',
    );
    expect(checked.stderr).toContain('LOCK_DIFFERS');
    const before = await lockedEntry();
    const updated = await run('lock', '--update');
    expect(updated).toMatchObject({ code: 0 });
    expect(updated.stdout).toBe(
      'questions: from version 1 to version 4, 1 added, 1 updated, 1 deleted:\n  ~ de\n  + it\n  - es\n',
    );
    expect(await lockedEntry()).not.toEqual(before);
    expect((await run('lock', '--check')).code).toBe(0);
    expect((await run('lock', '--update')).stdout).toBe(
      'questions: version 4, the same 3 cases.\n',
    );
  });

  it('looks only at the selection that is locked', async () => {
    await run('lock', 'questions', '--split', 'test');
    expect(await lockedEntry()).toMatchObject({ itemCount: 2, selection: { splits: ['test'] } });
    await run('edit', 'questions', 'de', '--set', 'expectedOutput=Bonn');
    expect((await run('lock', '--check')).code).toBe(0);
    await run('edit', 'questions', 'fr', '--set', 'expectedOutput=Lyon');
    const value = await cli(['lock', '--check', '--json'], { cwd });
    expect(value.code).toBe(7);
    expect(JSON.parse(value.stdout)).toMatchObject({
      datasets: [
        { dataset: 'questions', isSame: false, changes: [{ type: 'updated', name: 'fr' }] },
      ],
    });
    const cases = await loadCases('questions', { folder: cwd, environment: {} });
    expect(cases.map(({ expectedOutput }) => expectedOutput)).toEqual(['Paris', 'Madrid']);
  });

  it('follows a tag, and stays at a number', async () => {
    await run('tag', 'questions', 'baseline');
    await run('edit', 'questions', 'de', '--set', 'expectedOutput=Bonn');
    await run('lock', 'questions', '--version', 'baseline');
    expect(await lockedEntry()).toMatchObject({ versionNumber: 1, follows: 'baseline' });
    expect((await run('lock', '--check')).code).toBe(0);
    await run('tag', 'questions', 'baseline', '2', '--move');
    expect((await run('lock', '--check')).code).toBe(7);
    await run('lock', '--update', 'questions');
    expect(await lockedEntry()).toMatchObject({ versionNumber: 2, follows: 'baseline' });
    await run('lock', 'questions', '--version', '1');
    await run('lock', '--update');
    expect(await lockedEntry()).toMatchObject({ versionNumber: 1, follows: '1' });
  });

  it('keeps the cases in a file, from which they load without the store', async () => {
    await run('lock', 'questions', '--vendor', 'cases');
    expect(await lockedEntry()).toMatchObject({ file: 'cases/questions.jsonl' });
    await run('edit', 'questions', 'fr', '--set', 'expectedOutput=Lyon');
    const load = async () => {
      const away = await temporaryFolder();
      await mkdir(join(away, 'cases'));
      for (const file of ['datasets.lock.json', 'cases/questions.jsonl']) {
        await writeFile(join(away, file), await readFile(join(cwd, file)));
      }
      const cases = await loadCases('questions', { folder: away, environment: {} });
      return cases.map(({ expectedOutput }) => expectedOutput);
    };
    expect(await load()).toEqual(['Paris', 'Berlin', 'Madrid']);
    await run('lock', '--update');
    expect(await load()).toEqual(['Lyon', 'Berlin', 'Madrid']);
  });

  it('ends with 7 where the file with the cases is changed or missing', async () => {
    await run('lock', 'questions', '--vendor', 'cases');
    const file = join(cwd, 'cases/questions.jsonl');
    const written = await readFile(file, 'utf8');
    const expectDiffers = async () => {
      const { code, stdout, stderr } = await run('lock', '--check');
      expect(code).toBe(7);
      expect(stdout).toBe(
        'questions: 3 cases, as locked at version 1.\nquestions: cases/questions.jsonl is missing, or has other cases.\n',
      );
      expect(stderr).toContain('lock --update');
    };
    for (const changed of [written.replace('Paris', 'Lyon'), 'no JSON', '']) {
      await writeFile(file, changed);
      await expectDiffers();
    }
    await rm(file);
    await expectDiffers();
    const value = await cli(['lock', '--check', '--json'], { cwd });
    expect(JSON.parse(value.stdout)).toMatchObject({
      datasets: [{ isSame: true, file: 'cases/questions.jsonl', isFileSame: false }],
    });
    await run('lock', '--update');
    expect(await readFile(file, 'utf8')).toBe(written);
    expect((await run('lock', '--check')).code).toBe(0);
  });

  it('says that the cases cannot be written, and locks nothing', async () => {
    await writeFile(join(cwd, 'cases'), 'in the way');
    const { code, stderr } = await run('lock', 'questions', '--vendor', 'cases');
    expect(code).toBe(1);
    expect(stderr).toContain('FILE_FAILED');
    await expect(readFile(join(cwd, 'datasets.lock.json'))).rejects.toThrow('ENOENT');
  });

  it('gives files of their own to datasets whose names could share one', async () => {
    await makeDataset(cwd, 'a/b', [{ input: 1 }]);
    await makeDataset(cwd, 'a:b', [{ input: 2 }]);
    await makeDataset(cwd, '..', [{ input: 3 }]);
    for (const name of ['a/b', 'a:b', '..']) {
      expect(await run('lock', name, '--vendor', 'cases')).toMatchObject({ code: 0 });
    }
    const files = await Promise.all(['a/b', 'a:b', '..'].map((name) => lockedEntry(name)));
    expect(files[0]?.file).toBe('cases/a-b.jsonl');
    expect(files[1]?.file).toMatch(/^cases\/a-b-.+\.jsonl$/);
    expect(files[2]?.file).toMatch(/^cases\/[^.].*\.jsonl$/);
  });

  it('resolves a conflict of git with the entries of both branches', async () => {
    await makeDataset(cwd, 'answers', [{ input: 'one' }]);
    await run('lock', 'questions');
    const ours = await lockText();
    await run('edit', 'questions', 'de', '--set', 'expectedOutput=Bonn');
    await run('lock', '--update');
    await run('lock', 'answers');
    const theirs = await lockText();
    const conflict = `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`;
    await writeFile(join(cwd, 'datasets.lock.json'), conflict);
    const refused = await run('lock', '--check');
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('mastra-datasets lock --update');
    expect(await run('lock', '--update')).toMatchObject({ code: 0 });
    expect(await lockedEntry()).toMatchObject({ versionNumber: 2 });
    expect(await lockedEntry('answers')).toMatchObject({ versionNumber: 1 });
  });

  it('tells where the locked version is no longer what it was, or the dataset is gone', async () => {
    await run('lock', 'questions');
    await run('purge', 'questions', 'de', '--keep', '--yes');
    const purged = await run('lock', '--check');
    expect(purged.code).toBe(7);
    expect(purged.stdout).toContain('the locked ones are no longer in this store');
    await inStore(cwd, async (datasets) => {
      const { datasets: found } = await datasets.listDatasets({
        pagination: { page: 0, perPage: 1 },
      });
      await datasets.deleteDataset({ id: found[0]?.id ?? '' });
    });
    const gone = await run('lock', '--check');
    expect(gone.code).toBe(3);
    expect(gone.stderr).toContain('mastra-datasets lock --remove questions');
  });

  it('counts no case for an item whose content was removed', async () => {
    await run('purge', 'questions', 'de', '--keep', '--yes');
    expect((await run('lock', 'questions')).stdout).toContain(': 2 cases.');
    expect(await lockedEntry()).toMatchObject({ itemCount: 2 });
    expect((await run('lock', '--check')).stdout).toContain('questions: 2 cases, as locked');
    expect(await loadCases('questions', { folder: cwd, environment: {} })).toHaveLength(2);
    for (const item of ['fr', 'es']) await run('purge', 'questions', item, '--keep', '--yes');
    expect(await run('lock', 'questions')).toMatchObject({ code: 3 });
  });

  it.each([
    [2, ['lock']],
    [2, ['lock', '--check', '--update']],
    [2, ['lock', '--check', '--vendor', 'cases']],
    [2, ['lock', '--update', '--split', 'test']],
    [2, ['lock', '--remove']],
    [2, ['lock', 'questions', '--remove', '--update']],
    [2, ['lock', 'questions', '--remove', '--vendor', 'cases']],
    [3, ['lock', 'questions', '--remove']],
    [3, ['lock', 'nothing']],
    [3, ['lock', 'questions', '--split', 'tset']],
    [3, ['lock', '--check']],
    [3, ['lock', '--update']],
  ])('ends with %i for %j, and writes nothing', async (code, parameters) => {
    expect((await run(...parameters)).code).toBe(code);
    await expect(readFile(join(cwd, 'datasets.lock.json'))).rejects.toThrow('ENOENT');
  });

  it('names what is near where a dataset is not locked', async () => {
    await run('lock', 'questions');
    const { code, stderr } = await run('lock', '--check', 'question');
    expect(code).toBe(3);
    expect(stderr).toContain('did you mean questions?');
    expect(await cliJson(['lock', '--check', 'questions'], { cwd })).toMatchObject({
      datasets: [{ isSame: true, changes: [] }],
    });
  });
});
