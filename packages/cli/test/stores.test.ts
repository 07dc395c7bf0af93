import { once } from 'node:events';
import { readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { DatasetsError } from '@mastra-datasets/core';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { inStore } from './support/store.js';

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await writeFile(join(cwd, 'a.csv'), 'input\na\n');
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the file of a store', () => {
  it.each([
    ['a b.db', 'a b.db'],
    ['100%.db', '100%.db'],
    ['a%20b.db', 'a%20b.db'],
    ['what?.db', 'what?.db'],
    ['no#1.db', 'no#1.db'],
    ['file:a%20b.db', 'a b.db'],
    ['file:./plain.db', 'plain.db'],
  ])('named %j is %j', async (url, file) => {
    await cliJson(['import', 'a.csv', '--url', url], { cwd });
    expect((await readdir(cwd)).filter((name) => name.endsWith('.db'))).toEqual([file]);
    const absolute = pathToFileURL(join(cwd, file)).href;
    for (const name of [url, join(cwd, file), absolute]) {
      expect(await cliJson(['list', '--url', name], { cwd })).toMatchObject([{ name: 'a' }]);
    }
  });

  it('must be a url that can be read', async () => {
    const { code, stderr } = await cli(['list', '--url', 'file:100%.db'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('has a % that encodes nothing');
  });

  it('is the default where the environment has an empty name', async () => {
    const env = { MASTRA_DATASETS_URL: '', MASTRA_DATASETS_AUTH_TOKEN: '' };
    await cliJson(['import', 'a.csv'], { cwd, env });
    expect(await readdir(cwd)).toContain('mastra.db');
  });
});

describe('a store that cannot be read', () => {
  it('is told with the reason', async () => {
    await symlink('loop.db', join(cwd, 'loop.db'));
    for (const [url, reason] of [
      ['loop.db', 'loop.db cannot be read (ELOOP).'],
      ['a.csv/x.db', 'x.db cannot be read (ENOTDIR).'],
      ['.', ' is a folder, not a database.'],
    ] as const) {
      for (const command of [['list'], ['import', 'a.csv']]) {
        const { code, stderr } = await cli([...command, '--url', url], { cwd });
        expect(code).toBe(1);
        expect(stderr).toMatch(/^error INPUT_UNREADABLE: .*\n {2}next: .*\n$/);
        expect(stderr).toContain(reason);
      }
    }
  });
});

it('an import makes the store that a link leads to', async () => {
  await symlink('target.db', join(cwd, 'link.db'));
  await cliJson(['import', 'a.csv', '--url', 'link.db'], { cwd });
  expect(await cliJson(['list', '--url', 'target.db'], { cwd })).toMatchObject([{ name: 'a' }]);
});

describe('a database of somebody else', () => {
  it.each([['list'], ['show', 'x'], ['verify'], ['import', 'a.csv', '--dry-run']])(
    'stays as it is when %s only looks',
    async (...command) => {
      const url = pathToFileURL(join(cwd, 'notes.db')).href;
      const client = createClient({ url });
      await client.execute('CREATE TABLE notes (text)');
      const { code, stderr } = await cli([...command, '--url', 'notes.db'], { cwd });
      if (command[0] !== 'import') {
        expect(code).toBe(3);
        expect(stderr).toMatch(/^error STORE_NOT_FOUND: There are no datasets in /);
      }
      const { rows } = await client.execute('SELECT name FROM sqlite_master');
      expect(rows.map((row) => row['name'])).toEqual(['notes']);
      client.close();
    },
  );

  it('takes datasets beside its own tables', async () => {
    const client = createClient({ url: pathToFileURL(join(cwd, 'notes.db')).href });
    await client.execute('CREATE TABLE notes (text)');
    client.close();
    await cliJson(['import', 'a.csv', '--url', 'notes.db'], { cwd });
    expect(await cliJson(['list', '--url', 'notes.db'], { cwd })).toMatchObject([{ name: 'a' }]);
  });
});

it('a url of a file on another computer is refused', async () => {
  const { code, stderr } = await cli(['list', '--url', 'file://evals.db'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('names no file of this computer');
});

it('a server that cannot be reached is named, and worth another try', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  server.close();
  await once(server, 'close');
  const { code, stderr } = await cli(['list', '--url', `http://127.0.0.1:${port}`], { cwd });
  expect(code).toBe(6);
  expect(stderr).toMatch(new RegExp(`^error STORAGE_BUSY: .*ECONNREFUSED 127\\.0\\.0\\.1:${port}`));
});

describe('an import that fails with its store', () => {
  const failure = new DatasetsError('STORAGE_BUSY', 'The server cannot be reached.');

  it('says what it could not remove, after the first failure', async () => {
    vi.spyOn(DatasetsLibSQL.prototype, 'importItems').mockRejectedValue(failure);
    vi.spyOn(DatasetsLibSQL.prototype, 'deleteDataset').mockRejectedValue(new Error('again'));
    const { code, stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /^error STORAGE_BUSY: The server cannot be reached\.\nThe dataset a, which was made for this, was not removed again; its id is \S{36}\.\n {2}next: look at it/,
    );
    expect(stderr).not.toContain('nothing was changed');
  });

  it('leaves no dataset where it can be removed', async () => {
    vi.spyOn(DatasetsLibSQL.prototype, 'importItems').mockRejectedValue(failure);
    const { code, stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(code).toBe(6);
    expect(stderr).not.toContain('not removed');
    const { datasets } = await inStore(cwd, (store) =>
      store.listDatasets({ pagination: { page: 0, perPage: false } }),
    );
    expect(datasets).toEqual([]);
  });
});
