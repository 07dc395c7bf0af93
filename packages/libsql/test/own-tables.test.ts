import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createClient } from '@libsql/client';
import { describe, expect, it } from 'vitest';
import { DatasetsLibSQL, hasDatasetTables } from '../src/index.js';
import { temporaryDatabase } from './temporary-database.js';

async function databaseFile(): Promise<string> {
  return (await temporaryDatabase()).slice('file:'.length);
}

describe('hasDatasetTables', () => {
  it('finds the tables that have the prefix, and no others', async () => {
    const file = await databaseFile();
    const storage = new DatasetsLibSQL({ url: `file:${file}`, tablePrefix: 'Evals_' });
    await storage.createDataset({ name: 'questions' });
    await storage.close();
    expect(hasDatasetTables(file, { tablePrefix: 'Evals_' })).toBe(true);
    expect(hasDatasetTables(file, { tablePrefix: 'evals_' })).toBe(true);
    expect(hasDatasetTables(file, { tablePrefix: 'other_' })).toBe(false);
    expect(hasDatasetTables(file)).toBe(false);
  });

  it('finds none in a database of somebody else, which stays as it is', async () => {
    const file = await databaseFile();
    const client = createClient({ url: `file:${file}` });
    await client.execute('CREATE TABLE notes (text)');
    client.close();
    const before = await readFile(file);
    expect(hasDatasetTables(file)).toBe(false);
    expect(await readFile(file)).toEqual(before);
  });

  it('leaves it to the store to say that a file is no database', async () => {
    const file = await databaseFile();
    await writeFile(file, 'This is a text and no database. '.repeat(64));
    expect(hasDatasetTables(file)).toBe(true);
    expect(hasDatasetTables(dirname(file))).toBe(true);
  });
});
