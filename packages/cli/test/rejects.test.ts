import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { bash, prepareClone } from './support/shell.js';
import { contentOf, makeDataset } from './support/store.js';

const CSV = 'input,expectedOutput\na,1\nb,2,3\nc,4\n';

async function prepare(): Promise<string> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'a.csv'), CSV);
  await makeDataset(cwd, 'a', [{ input: 'before' }]);
  return cwd;
}

function read(cwd: string, file: string): Promise<string> {
  return readFile(join(cwd, file), 'utf8');
}

describe('a file of rejects', () => {
  it.each([[[]], [['--dry-run']]])('never is the file that is imported: %j', async (more) => {
    const cwd = await prepare();
    await symlink('a.csv', join(cwd, 'link.csv'));
    await link(join(cwd, 'a.csv'), join(cwd, 'other.csv'));
    for (const file of ['a.csv', './a.csv', 'link.csv', 'other.csv', join(cwd, 'a.csv')]) {
      const result = await cli(['import', 'a.csv', '--rejects', file, ...more], { cwd });
      expect(result.code).toBe(2);
      expect(result.stderr).toContain('is the file that is imported, which would be lost.');
    }
    expect(await read(cwd, 'a.csv')).toBe(CSV);
    expect(await contentOf(cwd, 'a')).toEqual([{ input: 'before' }]);
  });

  it.runIf(process.platform === 'linux')('never is the file of standard input', async () => {
    const cwd = await prepare();
    await prepareClone(cwd);
    const command = 'mastra-datasets import - --format csv --dataset a --rejects a.csv < a.csv';
    expect(await bash(command, cwd)).toMatchObject({ code: 2 });
    expect(await read(cwd, 'a.csv')).toBe(CSV);
  });

  it('never is a file of the store, also before that exists', async () => {
    const cwd = await prepare();
    for (const store of ['mastra.db', 'later.db']) {
      for (const file of [store, `${store}-wal`]) {
        for (const more of [[], ['--dry-run']]) {
          const parameters = ['import', 'a.csv', '--rejects', file, '--url', store, ...more];
          const result = await cli(parameters, { cwd });
          expect(result).toMatchObject({ code: 2 });
          expect(result.stderr).toContain('is a file of the store');
        }
      }
    }
    expect(await contentOf(cwd, 'a')).toEqual([{ input: 'before' }]);
  });

  it('that cannot be written is found out before anything is imported', async () => {
    const cwd = await prepare();
    await mkdir(join(cwd, 'folder'));
    const cases = [
      ['no/such/folder.jsonl', 3, 'There is no folder for no/such/folder.jsonl.'],
      ['folder', 1, 'folder is a folder.'],
      ['-', 2, 'The rejects go to a file'],
    ] as const;
    for (const [file, code, message] of cases) {
      const result = await cli(['import', 'a.csv', '--rejects', file], { cwd });
      expect(result.code).toBe(code);
      expect(result.stderr).toContain(message);
    }
    expect(await contentOf(cwd, 'a')).toEqual([{ input: 'before' }]);
    expect(await readdir(cwd)).not.toContain('-');
  });

  it.runIf(process.platform === 'linux')(
    'that finds no space is found out before the commit',
    async () => {
      const cwd = await prepare();
      const result = await cli(['import', 'a.csv', '--rejects', '/dev/full'], { cwd });
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(/^error FILE_FAILED: \/dev\/full: ENOSPC/);
      expect(await contentOf(cwd, 'a')).toEqual([{ input: 'before' }]);
    },
  );

  it('is empty when nothing is rejected, and stays as it was when nothing is imported', async () => {
    const cwd = await prepare();
    await writeFile(join(cwd, 'sound.csv'), 'input\nx\n');
    await writeFile(join(cwd, 'rejects.jsonl'), 'of an earlier run\n');
    const rejects = ['--dataset', 'a', '--rejects', 'rejects.jsonl'];
    const interruption = new AbortController();
    interruption.abort();
    const { signal } = interruption;
    const stopped = await cli(['import', 'a.csv', ...rejects], { cwd, signal });
    expect(stopped).toMatchObject({ code: 130 });
    await writeFile(join(cwd, 'bad.json'), '[{"input": 1}, 2, {]');
    expect(await cli(['import', 'bad.json', ...rejects], { cwd })).toMatchObject({ code: 5 });
    expect(await read(cwd, 'rejects.jsonl')).toBe('of an earlier run\n');
    await cliJson(['import', 'a.csv', ...rejects], { cwd });
    expect(await read(cwd, 'rejects.jsonl')).toMatch(/^\{"place":"line 3",.*\}\n$/);
    await cliJson(['import', 'sound.csv', ...rejects], { cwd });
    expect(await read(cwd, 'rejects.jsonl')).toBe('');
    expect((await readdir(cwd)).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('gets every row, however many they are', async () => {
    const cwd = await prepare();
    await writeFile(join(cwd, 'many.csv'), `input\n${'a,b\n'.repeat(20_000)}`);
    const rejects = ['--rejects', 'rejects.jsonl'];
    expect(await cliJson(['import', 'many.csv', ...rejects], { cwd })).toMatchObject({
      added: 0,
      rejects: 'rejects.jsonl',
    });
    expect((await read(cwd, 'rejects.jsonl')).split('\n')).toHaveLength(20_001);
  });
});

it('refused rows are named, the first in a message and many more in JSON', async () => {
  const cwd = await prepare();
  await writeFile(join(cwd, 'many.csv'), `input\n${'a,b\n'.repeat(30)}`);
  const { stderr } = await cli(['import', 'many.csv'], { cwd });
  expect(stderr).toMatch(/\n {2}line 21: .*\n {2}… and 10 more\n/);
  const json = await cli(['import', 'many.csv', '--json'], { cwd });
  const { error } = JSON.parse(json.stderr) as { error: { details: { rejections: unknown[] } } };
  expect(error.details.rejections).toHaveLength(30);
});
