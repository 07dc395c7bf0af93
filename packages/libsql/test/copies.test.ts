import { cp, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client';
import type Driver from 'libsql';
import { expect, it } from 'vitest';
import { DatasetsLibSQL, type StatementRunner } from '../src/index.js';
import { temporaryDatabase } from './temporary-database.js';

/** A second copy of the driver, as an installation with two has it, as a client. */
async function clientOfCopy(file: string): Promise<StatementRunner> {
  const folder = join(dirname(file), 'copy', 'node_modules');
  const require = createRequire(import.meta.url);
  const packages = dirname(dirname(require.resolve('libsql')));
  await cp(packages, folder, { recursive: true, dereference: true });
  const Copy = require(join(folder, 'libsql')) as typeof Driver;
  const driver = new Copy(file);
  return {
    execute({ sql, args }) {
      driver.prepare(sql).run(args);
      return Promise.resolve();
    },
  };
}

it('another client of the same copy of SQLite may use the file of a storage', async () => {
  const url = await temporaryDatabase();
  const client = createClient({ url });
  const storage = new DatasetsLibSQL({ url });
  expect(await storage.canShareFileWith(client)).toBe(true);
  const { rows } = await client.execute('SELECT name FROM pragma_database_list');
  expect(rows.map(({ name }) => name)).toEqual(['main']);
  client.close();
});

it('a client of another copy may not, where locks are those of a process', async () => {
  const url = await temporaryDatabase();
  const file = fileURLToPath(url);
  const storage = new DatasetsLibSQL({ url });
  const hasLocksOfHandles = process.platform === 'win32';
  expect(await storage.canShareFileWith(await clientOfCopy(file))).toBe(hasLocksOfHandles);
  const left = await readdir(dirname(file));
  expect(left.filter((name) => !['copy', 'test.db'].includes(name))).toEqual([]);
});

/** A client of a file, and what is run in place of the statements that match. */
function failingAt(client: StatementRunner, ...failing: RegExp[]): StatementRunner {
  return {
    execute: (statement) => {
      const matching = failing.find((pattern) => pattern.test(statement.sql));
      if (matching === undefined) return client.execute(statement);
      return client.execute({ sql: `SELECT json('${matching.source}')`, args: [] });
    },
  };
}

it.each([
  ['that does not let go of the probe', [/^DETACH/]],
  ['whose probe fails', [/^CREATE/]],
  ['whose probe fails, and that does not let go of it', [/^CREATE/, /^DETACH/]],
])('a client %s is a failure that leaves nothing, and may be asked again', async (_, failing) => {
  const url = await temporaryDatabase();
  const client = createClient({ url });
  const storage = new DatasetsLibSQL({ url });
  await client.execute('CREATE TABLE kept (id INTEGER)');
  const failure = { code: 'STORAGE_FAILED', details: { outcome: 'unchanged' } };
  const work = storage.canShareFileWith(failingAt(client, ...failing));
  await expect(work).rejects.toMatchObject(failure);
  // The first error, not one that follows from it.
  await expect(work).rejects.toMatchObject({ cause: { name: 'LibsqlError' } });
  const left = await readdir(dirname(fileURLToPath(url)));
  expect(left.filter((name) => name.startsWith('.mastra-datasets-'))).toEqual([]);
  expect(await storage.canShareFileWith(client)).toBe(true);
  client.close();
});

it('a storage without a file of its own says nothing against a client', async () => {
  const client = createClient({ url: ':memory:' });
  expect(await new DatasetsLibSQL({ client }).canShareFileWith(client)).toBe(true);
  client.close();
});
