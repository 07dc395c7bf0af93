import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCases, parseLockFile } from '@mastra-datasets/cases';
import { beforeEach, describe, expect, it } from 'vitest';
import { cli } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { inStore, makeDataset } from './support/store.js';

const ITEMS = [
  { externalId: 'a', input: 1 },
  { externalId: 'b', input: 2 },
];

let cwd: string;

const run = (...parameters: string[]) => cli(parameters, { cwd });
const read = (file: string) => readFile(join(cwd, file), 'utf8');
const isThere = (file: string) =>
  access(join(cwd, file)).then(
    () => true,
    () => false,
  );
const entryOf = async (name: string) =>
  parseLockFile(await read('datasets.lock.json')).entries.get(name);

async function deleteDataset(name: string): Promise<void> {
  const id = (await entryOf(name))?.datasetId ?? '';
  await inStore(cwd, (datasets) => datasets.deleteDataset({ id }));
}

beforeEach(async () => {
  cwd = await temporaryFolder();
  for (const name of ['first', 'second', 'third']) await makeDataset(cwd, name, ITEMS);
  await run('lock', 'first', '--vendor', 'cases');
  await run('lock', 'second', '--vendor', 'cases');
  await run('lock', 'third');
});

describe('a dataset that is gone, or has no cases any more', () => {
  it('hides nothing that a check has to say of the others', async () => {
    await run('edit', 'first', 'a', '--input', '9');
    await deleteDataset('second');
    const { code, stdout, stderr } = await run('lock', '--check');
    expect(code).toBe(3);
    expect(stdout).toBe(
      'first: version 1 is locked, version 2 has 1 updated:\n  ~ a\nthird: 2 cases, as locked at version 1.\n',
    );
    expect(stderr).toContain('error DATASET_NOT_FOUND: The store has no dataset ');
    expect(stderr).toContain('\nNot as locked: first.\n');
    const asJson = await run('lock', '--check', '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      isStoreChecked: true,
      datasets: [
        { dataset: 'first', isSame: false },
        { dataset: 'third', isSame: true },
      ],
    });
    expect(JSON.parse(asJson.stderr)).toMatchObject({
      error: {
        code: 'DATASET_NOT_FOUND',
        details: {
          failures: [
            { code: 'DATASET_NOT_FOUND', details: { dataset: 'second' } },
            { code: 'LOCK_DIFFERS', details: { datasets: ['first'] } },
          ],
        },
      },
    });
  });

  it('is named with every other one by an update, which then writes nothing', async () => {
    const files = ['datasets.lock.json', 'cases/first.jsonl', 'cases/second.jsonl'];
    const before = await Promise.all(files.map(read));
    await run('edit', 'first', 'a', '--input', '9');
    await deleteDataset('second');
    for (const item of ['a', 'b']) await run('delete', 'third', '--item', item, '--yes');
    const { code, stdout, stderr } = await run('lock', '--update');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(
      ', as which second is locked.\nNo item of third, version 3, is meant.\n',
    );
    expect(await Promise.all(files.map(read))).toEqual(before);
  });

  it('can be taken out, and then the others move', async () => {
    await run('edit', 'first', 'a', '--input', '9');
    await deleteDataset('second');
    expect(await run('lock', 'second', '--remove')).toMatchObject({
      code: 0,
      stdout: 'second is no longer locked.\n',
    });
    expect(await entryOf('second')).toBeUndefined();
    expect(await isThere('cases/second.jsonl')).toBe(false);
    expect(await run('lock', '--update')).toMatchObject({ code: 0 });
    expect(await loadCases('first', { folder: cwd, environment: {} })).toMatchObject([
      { input: '9' },
      { input: 2 },
    ]);
    expect(await run('lock', '--check')).toMatchObject({ code: 0 });
  });

  it('can be taken out of a conflict of git, too', async () => {
    const ours = await read('datasets.lock.json');
    await run('edit', 'first', 'a', '--input', '9');
    await run('lock', '--update');
    const theirs = await read('datasets.lock.json');
    await deleteDataset('second');
    await writeFile(
      join(cwd, 'datasets.lock.json'),
      `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`,
    );
    const removed = await run('lock', 'second', '--remove');
    expect(removed).toMatchObject({ code: 0 });
    expect(removed.stderr).toContain('Move them with: mastra-datasets lock --update');
    expect(await entryOf('first')).toMatchObject({ versionNumber: 1 });
    expect(await run('lock', '--update')).toMatchObject({ code: 0 });
    expect(await entryOf('first')).toMatchObject({ versionNumber: 2 });
  });
});

describe('the files of a lock', () => {
  it('all stay as they are where one cannot be written', async () => {
    const files = ['datasets.lock.json', 'cases/first.jsonl'];
    const before = await Promise.all(files.map(read));
    await run('edit', 'first', 'a', '--input', '9');
    await rm(join(cwd, 'cases/second.jsonl'));
    await run('edit', 'second', 'a', '--input', '9');
    const lock = JSON.parse(before[0] ?? '') as { datasets: { second: { file: string } } };
    lock.datasets.second.file = 'cases';
    await writeFile(join(cwd, 'datasets.lock.json'), JSON.stringify(lock));
    const { code, stderr } = await run('lock', '--update');
    expect(code).toBe(1);
    expect(stderr).toContain('FILE_FAILED');
    expect(await read('cases/first.jsonl')).toBe(before[1]);
    expect(JSON.parse(await read('datasets.lock.json'))).toEqual(lock);
    expect(await isThere('cases/second.jsonl')).toBe(false);
  });

  it('leave a folder that the cases are written into no more', async () => {
    await run('lock', 'first', '--vendor', 'others');
    expect(await entryOf('first')).toMatchObject({ file: 'others/first.jsonl' });
    expect(await isThere('others/first.jsonl')).toBe(true);
    expect(await isThere('cases/first.jsonl')).toBe(false);
    await run('lock', '--update', '--vendor', 'all');
    for (const name of ['first', 'second', 'third']) {
      expect(await isThere(`all/${name}.jsonl`)).toBe(true);
      expect(await isThere(`cases/${name}.jsonl`)).toBe(false);
    }
  });

  it('are not removed where they hold anything but cases', async () => {
    await writeFile(join(cwd, 'cases/first.jsonl'), 'the notes of somebody\n');
    await run('lock', 'first', '--remove');
    expect(await read('cases/first.jsonl')).toBe('the notes of somebody\n');
  });

  it('are checked alone in a checkout without a store', async () => {
    await run('lock', 'third', '--remove');
    for (const end of ['', '-shm', '-wal']) await rm(join(cwd, `mastra.db${end}`), { force: true });
    const passed = await run('lock', '--check');
    expect(passed).toMatchObject({
      code: 0,
      stdout:
        'first: 2 cases in cases/first.jsonl, as locked at version 1.\nsecond: 2 cases in cases/second.jsonl, as locked at version 1.\n',
    });
    expect(passed.stderr).toContain('No store is here: only the files were checked.');
    await writeFile(join(cwd, 'cases/second.jsonl'), '');
    const failed = await run('lock', '--check', '--json');
    expect(failed.code).toBe(7);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      isStoreChecked: false,
      datasets: [
        { dataset: 'first', file: 'cases/first.jsonl', isFileSame: true },
        { dataset: 'second', file: 'cases/second.jsonl', isFileSame: false },
      ],
    });
    expect((await run('lock', '--check', '--url', 'mastra.db')).code).toBe(3);
    const named = { MASTRA_DATASETS_URL: 'absent.db' };
    expect((await cli(['lock', '--check'], { cwd, env: named })).code).toBe(3);
  });

  it('are not enough where a dataset has none', async () => {
    for (const end of ['', '-shm', '-wal']) await rm(join(cwd, `mastra.db${end}`), { force: true });
    const { code, stderr } = await run('lock', '--check');
    expect(code).toBe(3);
    expect(stderr).toContain('STORE_NOT_FOUND');
  });
});

describe('a lock file', () => {
  it('keeps where its schema is', async () => {
    const text = await read('datasets.lock.json');
    await writeFile(join(cwd, 'datasets.lock.json'), text.replace('{', '{\n  "$schema": "x",'));
    await run('lock', '--update');
    await run('lock', 'third', '--remove');
    await run('lock', 'third');
    expect(await read('datasets.lock.json')).toBe(text.replace('{', '{\n  "$schema": "x",'));
  });

  it('takes a dataset named __proto__, whose cases have such keys', async () => {
    const context = JSON.parse('{"__proto__":1}') as Record<string, unknown>;
    await makeDataset(cwd, '__proto__', [{ input: 1, context }]);
    expect(await run('lock', '__proto__', '--vendor', 'cases')).toMatchObject({ code: 0 });
    expect(await run('lock', '--check')).toMatchObject({ code: 0 });
    const [one] = await loadCases('__proto__', { folder: cwd, environment: {} });
    expect(JSON.stringify(one?.context)).toBe('{"__proto__":1}');
  });

  it('tells that another dataset of a name takes the place of the one that was locked', async () => {
    const former = (await entryOf('third'))?.datasetId ?? '';
    await deleteDataset('third');
    await makeDataset(cwd, 'third', ITEMS);
    const { code, stdout } = await run('lock', 'third');
    expect(code).toBe(0);
    expect(stdout).toContain(`\nIt takes the place of another dataset of this name, ${former}.\n`);
    const again = await run('lock', 'third', '--json');
    expect(JSON.parse(again.stdout)).not.toHaveProperty('replaces');
  });

  it('has names with spaces quoted in hints', async () => {
    await makeDataset(cwd, 'my set', ITEMS);
    await run('lock', 'my set');
    const unknown = await run('lock', '--check', 'my  set');
    expect(unknown.stderr).toContain("lock it with: mastra-datasets lock 'my  set'");
  });
});
