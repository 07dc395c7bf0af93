import { chmod, copyFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { failureOf } from '../failure-of.js';
import { temporaryDatabase } from '../temporary-database.js';
import { fileOf, storeDataset, type StoredDataset } from './stored-dataset.js';
import { asUnprivileged, handOver } from './unprivileged.js';

const everything = { page: 0, perPage: false } as const;

let stored: StoredDataset;
let folder: string;

beforeEach(async () => {
  const original = await storeDataset(await temporaryDatabase());
  // A file that this process never had open.
  const url = await temporaryDatabase();
  stored = { ...original, url, file: fileOf(url) };
  await copyFile(original.file, stored.file);
  folder = dirname(stored.file);
});

afterEach(() => chmod(folder, 0o700));

async function protect(path: string, mode: number): Promise<void> {
  await chmod(path, mode);
  await handOver(path);
}

function expectReadOnly(failure: unknown): void {
  expect(failure).toMatchObject({
    name: 'DatasetsError',
    code: 'STORAGE_FAILED',
    message: expect.stringContaining('The database can only be read.') as string,
    details: { outcome: 'unchanged', sqlite: 'SQLITE_READONLY' },
  });
}

/** What every kind of write rejects with. */
function failuresOf(storage: DatasetsLibSQL): Promise<unknown[]> {
  const { datasetId, items } = stored;
  const id = items[0]?.id ?? '';
  const writes = [
    storage.createDataset({ name: 'new' }),
    storage.updateDataset({ id: datasetId, name: 'new' }),
    storage.deleteDataset({ id: datasetId }),
    storage.addItem({ datasetId, input: 'new' }),
    storage.updateItem({ datasetId, id, input: 'new' }),
    storage.deleteItem({ datasetId, id }),
    storage.addItems({ datasetId, items: [{ input: 'new' }] }),
    storage.tagVersion({ datasetId, version: 1, tag: 'new' }),
    storage.purgeItem({ datasetId, id }),
    storage.dangerouslyClearAll(),
  ];
  return Promise.all(writes.map(failureOf));
}

describe('a file that may only be read', () => {
  it('gives every version, refuses every write, and is left as it is', async () => {
    const { url, file, datasetId, items } = stored;
    await protect(folder, 0o700);
    await protect(file, 0o444);
    const before = await readFile(file);
    await asUnprivileged(async () => {
      const storage = new DatasetsLibSQL({ url });
      const version = 1;
      const snapshot = await storage.getItemsByVersion({ datasetId, version });
      expect(snapshot).toEqual(items.toReversed());
      expect(await storage.verify({ datasetId })).toMatchObject({ problems: [] });
      for (const failure of await failuresOf(storage)) expectReadOnly(failure);
      expect(await storage.getItemsByVersion({ datasetId, version })).toEqual(snapshot);
      await storage.close();
    });
    expect(before.equals(await readFile(file))).toBe(true);
  });
});

describe('a folder that may only be read', () => {
  it('gives every version of a file without a write-ahead log, and refuses every write', async () => {
    const { url, file, datasetId, items } = stored;
    const client = createClient({ url, concurrency: 1 });
    await client.executeMultiple('PRAGMA journal_mode = DELETE');
    client.close();
    await protect(file, 0o444);
    await protect(folder, 0o555);
    await asUnprivileged(async () => {
      const storage = new DatasetsLibSQL({ url });
      const snapshot = await storage.getItemsByVersion({ datasetId, version: 1 });
      expect(snapshot).toEqual(items.toReversed());
      for (const failure of await failuresOf(storage)) expectReadOnly(failure);
      await storage.close();
    });
  });

  it('refuses a file with a write-ahead log, which reading needs as well', async () => {
    const { url, file } = stored;
    await protect(file, 0o644);
    await protect(folder, 0o555);
    await asUnprivileged(async () => {
      const storage = new DatasetsLibSQL({ url });
      const reading = storage.listDatasets({ pagination: everything });
      expectReadOnly(await failureOf(reading));
      for (const failure of await failuresOf(storage)) expectReadOnly(failure);
      await storage.close();
    });
  });

  it('refuses a new file', async () => {
    await protect(folder, 0o555);
    await asUnprivileged(async () => {
      const storage = new DatasetsLibSQL({ url: `file:${join(folder, 'new.db')}` });
      await expect(storage.createDataset({ name: 'x' })).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        message: expect.stringContaining('cannot be opened') as string,
        details: { outcome: 'unchanged', sqlite: 'SQLITE_CANTOPEN' },
      });
      await storage.close();
    });
  });
});

describe('a connection that may only read', () => {
  it('gives every version and refuses every write', async () => {
    const { url, datasetId, items } = stored;
    const client = createClient({ url, concurrency: 1 });
    await client.execute('PRAGMA query_only = ON');
    const storage = new DatasetsLibSQL({ client });
    const snapshot = await storage.getItemsByVersion({ datasetId, version: 1 });
    expect(snapshot).toEqual(items.toReversed());
    for (const failure of await failuresOf(storage)) expectReadOnly(failure);
    client.close();
  });
});
