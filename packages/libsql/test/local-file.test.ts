import { createClient, type Client } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttachedFile } from '../src/database/attached-file.js';
import { DatasetsLibSQL } from '../src/index.js';
import { failureOf } from './failure-of.js';
import { openFiles, tellsOpenFiles } from './open-files.js';
import { temporaryDatabase } from './temporary-database.js';

const everything = { page: 0, perPage: false } as const;

let url: string;
let path: string;

beforeEach(async () => {
  url = await temporaryDatabase();
  path = url.slice('file:'.length);
});

/** Calls every kind of statement that a storage sends. */
async function useEverything(storage: DatasetsLibSQL): Promise<void> {
  const { id: datasetId } = await storage.createDataset({ name: 'used' });
  const items = Array.from({ length: 500 }, (_, input) => ({ input, externalId: `${input}` }));
  const [first, second] = await storage.addItems({ datasetId, items });
  await storage.updateItem({ datasetId, id: first?.id ?? '', input: 'new' });
  await storage.deleteItem({ datasetId, id: second?.id ?? '' });
  await storage.importItems({ datasetId, items, onConflict: 'update' });
  await storage.getItemById({ id: first?.id ?? '' });
  await storage.getItemById({ id: 'unknown' });
  await storage.listItems({ datasetId, pagination: { page: 0, perPage: 10 } });
  await storage.getItemsByVersion({ datasetId, version: 1 });
  for await (const item of storage.iterateItems({ datasetId, batchSize: 7 })) {
    if (item.input === 250) break;
  }
  await failureOf(storage.addItem({ datasetId, input: 1, externalId: '3' }));
  await storage.verify({ datasetId });
}

describe.runIf(tellsOpenFiles)('the files of a storage', () => {
  it('are let go when close() resolves', async () => {
    for (let round = 0; round < 5; round += 1) {
      const storage = new DatasetsLibSQL({ url });
      await useEverything(storage);
      expect(openFiles(path)).not.toEqual([]);
      await storage.close();
      expect(openFiles(path)).toEqual([]);
    }
  });

  it('are let go after reads and writes that met a lock', async () => {
    const storage = new DatasetsLibSQL({ url, busyTimeoutMs: 0 });
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    // Without a write-ahead log, a writer keeps readers out, too.
    await storage.close();
    const holder = createClient({ url, concurrency: 1 });
    await holder.execute('PRAGMA journal_mode = DELETE');
    const reader = new DatasetsLibSQL({ url, busyTimeoutMs: 0 });
    await holder.executeMultiple('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    expect(await failureOf(reader.init())).toMatchObject({ code: 'STORAGE_BUSY' });
    expect(await failureOf(reader.addItem({ datasetId, input: 1 }))).toMatchObject({
      code: 'STORAGE_BUSY',
    });
    await reader.close();
    holder.close();
    expect(new Set(openFiles(path)).size).toBeLessThanOrEqual(1);
  });

  it('are let go where opening them fails', async () => {
    const client = createClient({ url });
    await client.execute('CREATE TABLE mastra_datasets (other)');
    client.close();
    const before = openFiles(path).length;
    const storage = new DatasetsLibSQL({ url });
    expect(await failureOf(storage.init())).toMatchObject({ code: 'SCHEMA_MISMATCH' });
    await storage.close();
    expect(openFiles(path)).toHaveLength(before);
  });
});

describe('a connection to a local file', () => {
  let file: AttachedFile;
  let other: Client;

  beforeEach(async () => {
    file = AttachedFile.open({ path, encryptionKey: undefined, synchronous: 'full' });
    other = createClient({ url, concurrency: 1 });
    await other.executeMultiple(
      `CREATE TABLE numbers (value INTEGER PRIMARY KEY, text TEXT NOT NULL);
       INSERT INTO numbers SELECT value, 'old' FROM generate_series(1, 300)`,
    );
  });

  afterEach(() => {
    other.close();
    file.close();
  });

  const count = { sql: 'SELECT count(*) FROM numbers', args: [] };
  const insert = (value: number) => ({
    sql: `INSERT INTO numbers VALUES (?, 'new')`,
    args: [value],
  });

  /** Whether somebody else has a transaction open, which keeps the log from being emptied. */
  async function isRead(): Promise<boolean> {
    await other.execute(`UPDATE numbers SET text = 'newer' WHERE value = 1`);
    const { rows } = await other.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    return rows[0]?.[0] !== 0;
  }

  it('leaves no transaction open after a read of any length', async () => {
    const read = { sql: 'SELECT * FROM numbers WHERE value <= :last', args: { last: 0 } };
    for (const last of [0, 1, 99, 100, 101, 200, 300]) {
      const statement = { ...read, args: { last } };
      expect(file.all(statement)).toHaveLength(last);
      expect(await isRead()).toBe(false);
      expect(file.first(statement)).toEqual(last === 0 ? undefined : [1, 'newer']);
      expect(await isRead()).toBe(false);
    }
  });

  it('goes on after every error, with a lock or within a transaction', async () => {
    const holder = await other.transaction('write');
    expect(() => {
      file.begin();
    }).toThrow(/locked/);
    expect(file.first(count)).toEqual([300]);
    await holder.rollback();

    file.begin();
    file.run(insert(301));
    expect(() => file.run(insert(1))).toThrow(/UNIQUE/);
    file.rollBack();
    expect(file.first(count)).toEqual([300]);

    file.begin();
    file.run(insert(301));
    file.commit();
    const { rows } = await other.execute('SELECT count(*) FROM numbers');
    expect(rows[0]?.[0]).toBe(301);
  });

  it('undoes what an earlier write has left open', async () => {
    file.begin();
    file.run(insert(301));
    file.begin();
    file.run(insert(302));
    file.commit();
    const { rows } = await other.execute('SELECT max(value), count(*) FROM numbers');
    expect([rows[0]?.[0], rows[0]?.[1]]).toEqual([302, 301]);
  });

  it('takes many more statements than it keeps', () => {
    for (let round = 0; round < 3; round += 1) {
      for (let width = 1; width <= 200; width += 1) {
        const sql = `SELECT ${Array.from({ length: width }, () => '?').join(', ')}`;
        const args = Array.from({ length: width }, (_, index) => index);
        expect(file.first({ sql, args })).toEqual(args);
      }
    }
  });

  it('sees tables that others change while it keeps statements of them', async () => {
    const read = { sql: 'SELECT * FROM numbers WHERE value = 1', args: [] };
    expect(file.all(read)).toEqual([[1, 'old']]);
    await other.execute('ALTER TABLE numbers ADD COLUMN more');
    expect(file.all(read)).toEqual([[1, 'old', null]]);
    expect(file.first(read)).toEqual([1, 'old', null]);
  });
});

describe('an address of memory', () => {
  it.each([':memory:', 'file::memory:', 'FILE::memory:?cache=private'])(
    '%s is a database of its own',
    async (address) => {
      const storage = new DatasetsLibSQL({ url: address });
      await storage.createDataset({ name: 'x' });
      const other = new DatasetsLibSQL({ url: address });
      const { pagination } = await other.listDatasets({ pagination: everything });
      expect(pagination.total).toBe(0);
      await Promise.all([storage.close(), other.close()]);
    },
  );

  it('with a shared cache is one database while one storage has it open', async () => {
    const address = 'file::memory:?cache=shared';
    const storage = new DatasetsLibSQL({ url: address });
    const dataset = await storage.createDataset({ name: 'x' });
    const other = new DatasetsLibSQL({ url: address });
    expect(await other.getDatasetById({ id: dataset.id })).toEqual(dataset);
    await storage.close();
    await other.close();
    const later = new DatasetsLibSQL({ url: address });
    expect(await later.getDatasetById({ id: dataset.id })).toBeNull();
    await later.close();
  });
});

describe('an address of a file', () => {
  it.each([
    'file://remote.host/data.db',
    'file://localhost:80/data.db',
    'file://me@localhost/x.db',
  ])('%s is refused at the first use', async (address) => {
    const storage = new DatasetsLibSQL({ url: address });
    expect(await failureOf(storage.init())).toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: 'url' },
    });
    await storage.close();
  });

  it('may be written with slashes, a host of localhost and escapes', async () => {
    const storage = new DatasetsLibSQL({ url });
    const dataset = await storage.createDataset({ name: 'x' });
    for (const address of [`file://${path}`, `file://localhost${path}`, url.replace('t', '%74')]) {
      const same = new DatasetsLibSQL({ url: address });
      expect(await same.getDatasetById({ id: dataset.id })).toEqual(dataset);
      await same.close();
    }
    await storage.close();
  });

  it("may hold an apostrophe, as may its folder's name", async () => {
    const storage = new DatasetsLibSQL({ url: url.replace('test.db', "it's.db") });
    const dataset = await storage.createDataset({ name: 'x' });
    expect(await storage.getDatasetById({ id: dataset.id })).toEqual(dataset);
    await storage.close();
  });
});
