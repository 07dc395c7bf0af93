import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createClient } from '@libsql/client';
import { describe, expect, it } from 'vitest';
import { LocalDatabase } from '../src/database/local-database.js';
import { DatasetsLibSQL } from '../src/index.js';
import { temporaryDatabase } from './temporary-database.js';

type Open = typeof createClient;

/** What `PRAGMA synchronous` gives when every commit is flushed to the disk, and when some are. */
const FULL = 2;
const NORMAL = 1;

const everything = { page: 0, perPage: false } as const;

describe('a local file', () => {
  it.each([
    ['full', FULL],
    ['normal', NORMAL],
    [undefined, FULL],
  ] as const)('is in WAL mode, and its commits are flushed: %s', async (synchronous, expected) => {
    const database = new LocalDatabase({ url: await temporaryDatabase(), synchronous }, 0);
    await database.open();
    const pragma = async (name: string) =>
      (await database.read({ sql: `PRAGMA ${database.schema}.${name}`, args: [] }))[0]?.[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(expected);
    await database.close();
  });

  it('holds everything by itself after close()', async () => {
    const url = await temporaryDatabase();
    const storage = new DatasetsLibSQL({ url });
    const dataset = await storage.createDataset({ name: 'x' });
    await storage.close();
    const copy = await temporaryDatabase();
    await copyFile(url.slice('file:'.length), copy.slice('file:'.length));
    const copied = new DatasetsLibSQL({ url: copy });
    expect(await copied.getDatasetById({ id: dataset.id })).toEqual(dataset);
    await copied.close();
  });

  it('is opened at the first use, not before', async () => {
    const url = await temporaryDatabase();
    const storage = new DatasetsLibSQL({ url });
    expect(existsSync(url.slice('file:'.length))).toBe(false);
    await storage.listDatasets({ pagination: everything });
    expect(existsSync(url.slice('file:'.length))).toBe(true);
    await storage.close();
  });

  it('takes writers that wait for each other', async () => {
    const url = await temporaryDatabase();
    const storages = Array.from({ length: 4 }, () => new DatasetsLibSQL({ url }));
    const [first] = storages;
    const dataset = await first?.createDataset({ name: 'shared' });
    const datasetId = dataset?.id ?? '';
    const writes = storages.flatMap((storage) =>
      Array.from({ length: 25 }, (_, input) => storage.addItem({ datasetId, input })),
    );
    const items = await Promise.all(writes);
    const stored = await first?.listItems({ datasetId, pagination: everything });
    expect(stored?.items.map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id).sort());
    await Promise.all(storages.map((storage) => storage.close()));
  });

  it('that another writer lets go of in time takes every write', async () => {
    const url = await temporaryDatabase();
    const storage = new DatasetsLibSQL({ url });
    const dataset = await storage.createDataset({ name: 'held' });
    const client = createClient({ url });
    const holder = await client.transaction('write');
    const writes = [1, 2, 3].map((input) => storage.addItem({ datasetId: dataset.id, input }));
    const reads = [1, 2, 3].map(() => storage.getDatasetById({ id: dataset.id }));
    expect(await Promise.all(reads)).toEqual([dataset, dataset, dataset]);
    await holder.rollback();
    const items = await Promise.all(writes);
    client.close();
    const stored = await storage.listItems({ datasetId: dataset.id, pagination: everything });
    expect(stored.items.map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id).sort());
    await storage.close();
  });

  it('that another writer holds for too long gives STORAGE_BUSY and loses nothing', async () => {
    const url = await temporaryDatabase();
    const storage = new DatasetsLibSQL({ url, busyTimeoutMs: 0 });
    const dataset = await storage.createDataset({ name: 'held' });
    const client = createClient({ url });
    const holder = await client.transaction('write');
    const write = storage.addItem({ datasetId: dataset.id, input: 1 });
    await expect(write).rejects.toMatchObject({ code: 'STORAGE_BUSY', retryable: true });
    await holder.rollback();
    client.close();
    const item = await storage.addItem({ datasetId: dataset.id, input: 1 });
    const { items } = await storage.listItems({ datasetId: dataset.id, pagination: everything });
    expect(items).toEqual([item]);
    await storage.close();
    // Seen through another connection, so it is not just in an unfinished transaction.
    const reopened = new DatasetsLibSQL({ url });
    expect(await reopened.getItemById({ id: item.id })).toEqual(item);
    await reopened.close();
  });
});

/** How many times this process has a file open; Linux tells. */
function timesOpen(file: string): number {
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === file;
    } catch {
      return false;
    }
  }).length;
}

describe.runIf(process.platform === 'linux')('a local file that is busy for long', () => {
  it('is not opened again for every try', async () => {
    const url = await temporaryDatabase();
    const file = url.slice('file:'.length);
    const storage = new DatasetsLibSQL({ url, busyTimeoutMs: 150 });
    const { id: datasetId } = await storage.createDataset({ name: 'held' });
    const client = createClient({ url });
    const holder = await client.transaction('write');
    const before = timesOpen(file);
    const writes = Array.from({ length: 5 }, (_, input) => storage.addItem({ datasetId, input }));
    const others = Array.from({ length: 5 }, (_, input) =>
      storage.addItem({ datasetId, input, expectedVersion: 0 }),
    );
    const outcomes = await Promise.allSettled([...writes, ...others]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STORAGE_BUSY' } });
    }
    // One that the first commit spoilt, and one that took its place.
    expect(timesOpen(file)).toBeLessThanOrEqual(before + 2);
    await holder.rollback();
    client.close();
    await storage.addItem({ datasetId, input: 'later' });
    await storage.close();
  });
});

describe('a local file that somebody has to himself', () => {
  it('lets the first calls wait', async () => {
    const url = await temporaryDatabase();
    const client = createClient({ url, concurrency: 1 });
    const lock = (mode: string) =>
      client.executeMultiple(`PRAGMA locking_mode = ${mode}; BEGIN IMMEDIATE; COMMIT`);
    await client.executeMultiple('PRAGMA journal_mode = WAL; CREATE TABLE theirs (value)');
    await lock('EXCLUSIVE');
    const storage = new DatasetsLibSQL({ url });
    const impatient = new DatasetsLibSQL({ url, busyTimeoutMs: 0 });
    const create = (target: DatasetsLibSQL) =>
      Promise.allSettled([1, 2, 3].map((name) => target.createDataset({ name: `${name}` })));
    const waiting = create(storage);
    for (const outcome of await create(impatient)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STORAGE_BUSY' } });
    }
    await lock('NORMAL');
    client.close();
    for (const outcome of await waiting) expect(outcome).toMatchObject({ status: 'fulfilled' });
    const { pagination } = await impatient.listDatasets({ pagination: everything });
    expect(pagination.total).toBe(3);
    await Promise.all([storage.close(), impatient.close()]);
  });
});

describe('a client of the caller’s', () => {
  it('keeps its open transaction, for which a write waits in vain', async () => {
    const client = createClient({ url: await temporaryDatabase() });
    const storage = new DatasetsLibSQL({ client, busyTimeoutMs: 0 });
    const dataset = await storage.createDataset({ name: 'x' });
    await client.execute('CREATE TABLE theirs (value)');
    const transaction = await client.transaction('write');
    await transaction.execute('INSERT INTO theirs VALUES (1)');
    const write = storage.addItem({ datasetId: dataset.id, input: 1 });
    await expect(write).rejects.toMatchObject({ code: 'STORAGE_BUSY' });
    await transaction.commit();
    const { rows } = await client.execute('SELECT count(*) AS count FROM theirs');
    expect(rows[0]?.['count']).toBe(1);
    client.close();
  });

  it('may be of another copy of the driver', async () => {
    const driver = createRequire(import.meta.url)('@libsql/client') as { createClient: Open };
    const client = driver.createClient({ url: ':memory:' });
    const storage = new DatasetsLibSQL({ client });
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    await storage.addItem({ datasetId, input: 1, externalId: 'one' });
    await expect(storage.addItem({ datasetId, input: 2, externalId: 'one' })).rejects.toMatchObject(
      { code: 'ITEM_EXISTS' },
    );
    await expect(storage.deleteItem({ datasetId, id: 'none' })).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
    });
    client.close();
  });

  it('whose database refuses a write for its own reasons gives STORAGE_FAILED', async () => {
    const client = createClient({ url: ':memory:' });
    const storage = new DatasetsLibSQL({ client });
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    await client.execute(`CREATE TRIGGER quota BEFORE INSERT ON mastra_dataset_items
      BEGIN SELECT RAISE(ABORT, 'the quota is used up'); END`);
    const error: unknown = await storage
      .addItem({ datasetId, input: 1 })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED' });
    expect(String(error)).toContain('the quota is used up');
    client.close();
  });

  it('stays open after close()', async () => {
    const client = createClient({ url: ':memory:' });
    const storage = new DatasetsLibSQL({ client });
    await storage.createDataset({ name: 'x' });
    await storage.close();
    await expect(storage.createDataset({ name: 'y' })).rejects.toMatchObject({ code: 'CLOSED' });
    expect((await client.execute('SELECT 1 AS one')).rows[0]?.['one']).toBe(1);
    client.close();
  });

  it('that was closed gives CLOSED', async () => {
    const client = createClient({ url: ':memory:' });
    const storage = new DatasetsLibSQL({ client });
    await storage.init();
    client.close();
    await expect(storage.getDatasetById({ id: 'x' })).rejects.toMatchObject({ code: 'CLOSED' });
  });
});
