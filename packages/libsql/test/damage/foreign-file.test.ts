import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createClient } from '@libsql/client';
import { describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { failureOf } from '../failure-of.js';
import { temporaryDatabase } from '../temporary-database.js';
import { fileOf } from './stored-dataset.js';

const everything = { page: 0, perPage: false } as const;

/** Calls a method of every kind, and gives what each rejects with. */
async function failuresOf(url: string): Promise<unknown[]> {
  const storage = new DatasetsLibSQL({ url });
  const calls = [
    storage.init(),
    storage.listDatasets({ pagination: everything }),
    storage.createDataset({ name: 'x' }),
    storage.addItem({ datasetId: 'x', input: 1 }),
  ];
  const failures = await Promise.all(calls.map(failureOf));
  await storage.close();
  return failures;
}

describe('a file that is no database', () => {
  it.each([
    ['of text', 'This is a letter, not a database.\n'.repeat(1_000)],
    ['shorter than a header', 'hello'],
    ['that almost begins like one', `SQLite format 4\0${'x'.repeat(5_000)}`],
  ])('%s is refused and left as it is', async (_, content) => {
    const url = await temporaryDatabase();
    await writeFile(fileOf(url), content);
    for (const failure of await failuresOf(url)) {
      expect(failure).toMatchObject({
        name: 'DatasetsError',
        code: 'STORAGE_FAILED',
        message: expect.stringContaining('The file is no database') as string,
        details: { outcome: 'unchanged', sqlite: 'SQLITE_NOTADB' },
      });
    }
    expect(await readFile(fileOf(url), 'utf8')).toBe(content);
  });

  it('but a folder is refused', async () => {
    const url = await temporaryDatabase();
    await mkdir(fileOf(url));
    for (const failure of await failuresOf(url)) {
      expect(failure).toMatchObject({
        code: 'STORAGE_FAILED',
        message: expect.stringContaining('cannot be opened') as string,
        details: { outcome: 'unchanged', sqlite: 'SQLITE_CANTOPEN' },
      });
    }
  });

  it('but empty becomes one', async () => {
    const url = await temporaryDatabase();
    await writeFile(fileOf(url), '');
    const storage = new DatasetsLibSQL({ url });
    const dataset = await storage.createDataset({ name: 'x' });
    expect(await storage.getDatasetById({ id: dataset.id })).toEqual(dataset);
    await storage.close();
  });
});

describe('a database of something else', () => {
  it('keeps what it has, beside the datasets', async () => {
    const url = await temporaryDatabase();
    const client = createClient({ url });
    await client.batch(
      [
        'CREATE TABLE orders (id INTEGER PRIMARY KEY, total)',
        'CREATE VIEW large_orders AS SELECT * FROM orders WHERE total > 100',
        'INSERT INTO orders (total) VALUES (50), (150)',
        'PRAGMA user_version = 7',
        'PRAGMA application_id = 42',
      ],
      'write',
    );
    const storage = new DatasetsLibSQL({ url });
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    await storage.addItem({ datasetId, input: 1 });
    expect(await storage.verify({ datasetId })).toMatchObject({ items: 1, problems: [] });
    await storage.close();
    const answers = await client.batch([
      'SELECT total FROM large_orders',
      'PRAGMA user_version',
      'PRAGMA application_id',
    ]);
    expect(answers.map(({ rows }) => rows.map((row) => row[0]))).toEqual([[150], [7], [42]]);
    client.close();
  });

  it('with tables of the same names is refused and left as it is', async () => {
    const url = await temporaryDatabase();
    const client = createClient({ url });
    await client.batch(
      [
        'CREATE TABLE mastra_datasets (id TEXT NOT NULL PRIMARY KEY, title TEXT)',
        `INSERT INTO mastra_datasets VALUES ('theirs', 'Ours')`,
      ],
      'write',
    );
    for (const failure of await failuresOf(url)) {
      expect(failure).toMatchObject({
        code: 'SCHEMA_MISMATCH',
        details: { table: 'mastra_datasets', column: 'title' },
      });
    }
    const { rows } = await client.execute('SELECT title FROM mastra_datasets');
    expect(rows.map((row) => row['title'])).toEqual(['Ours']);
    client.close();
  });
});
