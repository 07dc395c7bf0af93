import { DatasetsError } from '@mastra-datasets/core';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { DatasetsPG, PostgresStore, type PostgresPool } from '../src/index.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const everything = { page: 0, perPage: false } as const;
// What is committed survives a crash of the server, if not one of the machine.
const server = await serverOfFile({ settings: { synchronous_commit: 'on' } });
const pools: pg.Pool[] = [];

function openPool(connectionString: string, options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString, ...options });
  pools.push(pool);
  return pool;
}

/** Type parsers of a pool: one for the type `bigint`, and text for all others. */
function parsedBy(parser: (text: string) => unknown) {
  const bigint: number = pg.types.builtins.INT8;
  return { getTypeParser: (type: number) => (type === bigint ? parser : String) };
}

afterEach(async () => {
  for (const pool of pools.splice(0)) if (!pool.ended) await pool.end();
});

describe('a pool of the caller’s', () => {
  it('stays open after close()', async () => {
    const pool = openPool(await server.createDatabase());
    const storage = new DatasetsPG({ pool });
    await storage.createDataset({ name: 'x' });
    await storage.close();
    await expect(storage.createDataset({ name: 'y' })).rejects.toMatchObject({ code: 'CLOSED' });
    expect(pool.listenerCount('error')).toBe(0);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it.each([
    { name: 'as it comes', options: {} },
    { name: 'in pipeline mode', options: { pipeline: true } },
    // Only results that come one by one are parsed.
    { name: 'that parses all as text', options: { pipeline: true, types: parsedBy(String) } },
    { name: 'that parses times as bigint', options: { pipeline: true, types: parsedBy(BigInt) } },
  ])('$name takes all kinds of work', async ({ options }) => {
    const storage = new DatasetsPG({ pool: openPool(await server.createDatabase(), options) });
    const { id: datasetId } = await storage.createDataset({ name: 'x', metadata: { b: 1, a: 2 } });
    const items = await storage.addItems({
      datasetId,
      items: [{ input: '\u0000\ud800', externalId: 'one' }, { input: null }],
    });
    await expect(storage.addItem({ datasetId, input: 2, externalId: 'one' })).rejects.toMatchObject(
      { code: 'ITEM_EXISTS' },
    );
    const [first] = items;
    await storage.updateItem({ datasetId, id: first?.id ?? '', input: 'new' });
    const before = await storage.getItemsByVersion({ datasetId, version: 1 });
    expect(before).toEqual(items.toReversed());
    expect(await storage.verify({ datasetId })).toMatchObject({ items: 2, problems: [] });
  });

  it('gets every connection back, whatever happens', async () => {
    const url = await server.createDatabase();
    const pool = openPool(url, { max: 3 });
    const storage = new DatasetsPG({ pool, lockTimeoutMs: 0 });
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    const failing = Array.from({ length: 20 }, (_, index) => [
      storage.deleteItem({ datasetId, id: `unknown ${index}` }),
      storage.addItem({ datasetId, input: index, expectedVersion: new Date(0) }),
      storage.untagVersion({ datasetId, tag: 'unknown' }),
    ]).flat();
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(pool.waitingCount).toBe(0);
    expect(pool.idleCount).toBe(pool.totalCount);
    const idle = await server.query(
      `SELECT DISTINCT state FROM pg_stat_activity WHERE datname = '${databaseOf(url)}'`,
    );
    expect(idle).toEqual([{ state: 'idle' }]);
  });

  it('is listened to once, however many storages share it', async () => {
    const pool = openPool(await server.createDatabase());
    const storages = ['a_', 'b_', 'c_'].map((tablePrefix) => new DatasetsPG({ pool, tablePrefix }));
    for (const storage of storages) await storage.init();
    expect(pool.listenerCount('error')).toBe(1);
    await storages[0]?.close();
    expect(pool.listenerCount('error')).toBe(1);
    for (const storage of storages) await storage.close();
    expect(pool.listenerCount('error')).toBe(0);
  });

  it('replaces the connections that the server ended', async () => {
    const url = await server.createDatabase();
    const pool = openPool(url);
    const storage = new DatasetsPG({ pool });
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    // Unheard, the pool's telling of it would end the process.
    expect(pool.listenerCount('error')).toBe(1);
    await server.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${databaseOf(url)}'`,
    );
    await expect.poll(() => pool.totalCount).toBe(0);
    expect(await storage.addItem({ datasetId, input: 1 })).toMatchObject({ input: 1 });
  });

  it('gives another connection where one has ended before anything was sent', async () => {
    const pool = openPool(await server.createDatabase());
    let ends = 0;
    const endsSome: PostgresPool = {
      connect: (callback) => {
        pool.connect((error, client) => {
          const end = ends > 0 ? client?.end() : undefined;
          ends -= 1;
          void Promise.resolve(end).then(() => {
            callback(error, client);
          });
        });
      },
    };
    const storage = new DatasetsPG({ pool: endsSome });
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    ends = 1;
    expect(await storage.addItem({ datasetId, input: 1 })).toMatchObject({ input: 1 });
    ends = 1;
    expect(await storage.getDatasetById({ id: datasetId })).toMatchObject({ name: 'x' });
  });

  it('that was ended gives CLOSED', async () => {
    const pool = openPool(await server.createDatabase());
    const storage = new DatasetsPG({ pool });
    await storage.init();
    await pool.end();
    await expect(storage.getDatasetById({ id: 'x' })).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('whose clock fails in the middle of a commit leaves no transaction open', async () => {
    const url = await server.createDatabase();
    const pool = openPool(url, { max: 1 });
    let isBroken = false;
    const now = () => (isBroken ? Number.NaN : Date.now());
    const storage = new DatasetsPG({ pool, clock: { now, wait: () => Promise.resolve() } });
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    isBroken = true;
    await expect(storage.addItem({ datasetId, input: 1 })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
    isBroken = false;
    expect(await storage.addItem({ datasetId, input: 1 })).toMatchObject({ input: 1 });
  });

  it('is whatever has the methods of one', () => {
    const pool: PostgresPool = openPool(server.urlOf());
    expect(new DatasetsPG({ pool })).toBeInstanceOf(DatasetsPG);
  });
});

describe('a server', () => {
  it('that cannot be reached gives STORAGE_BUSY', async () => {
    const storage = openStorage('postgres://127.0.0.1:1/none', { lockTimeoutMs: 0 });
    await expect(storage.init()).rejects.toMatchObject({
      code: 'STORAGE_BUSY',
      details: { outcome: 'unchanged' },
    });
  });

  it('that starts in time is waited for', async () => {
    const url = await server.createDatabase();
    const storage = openStorage(url);
    const dataset = await storage.createDataset({ name: 'x' });
    await server.crash();
    const reading = storage.getDatasetById({ id: dataset.id });
    const writing = storage.createDataset({ name: 'y' });
    await server.start();
    expect(await reading).toEqual(dataset);
    expect(await writing).toMatchObject({ name: 'y' });
  });

  it.each([
    { name: 'database', url: () => server.urlOf('none'), reason: /no such database/ },
    { name: 'user', url: () => server.urlOf().replace('postgres@', 'nobody@'), reason: /user/ },
  ])('that has no such $name says so', async ({ url, reason }) => {
    const storage = openStorage(url());
    const error: unknown = await storage.init().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', details: { outcome: 'unchanged' } });
    expect(String(error)).toMatch(reason);
  });

  it('whose encoding cannot hold every text is refused', async () => {
    const storage = openStorage(
      await server.createDatabase(`ENCODING 'LATIN1' TEMPLATE template0`),
    );
    await expect(storage.init()).rejects.toThrow(/LATIN1, not UTF8/);
  });

  it('that can only be read says so', async () => {
    const url = await server.createDatabase();
    const storage = openStorage(url);
    await storage.init();
    const options = new URLSearchParams({ options: '-c default_transaction_read_only=on' });
    const reader = openStorage(`${url}?${options.toString()}`);
    await expect(reader.createDataset({ name: 'x' })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { outcome: 'unchanged', sqlState: '25006' },
    });
  });

  it('ends what takes longer than the statement timeout', async () => {
    const url = await server.createDatabase();
    const storage = openStorage(url, { statementTimeoutMs: 1 });
    const patient = openStorage(url);
    const { id: datasetId } = await patient.createDataset({ name: 'x' });
    const items = Array.from({ length: 20_000 }, (_, index) => ({ input: index }));
    await expect(storage.addItems({ datasetId, items })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { outcome: 'unchanged', sqlState: '57014' },
    });
    const stored = await patient.listItems({ datasetId, pagination: everything });
    expect(stored.items).toEqual([]);
  });

  it('refuses a write for its own reasons with STORAGE_FAILED', async () => {
    const url = await server.createDatabase();
    const storage = openStorage(url);
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    await server.query(
      `CREATE FUNCTION quota() RETURNS trigger LANGUAGE plpgsql
        AS $$BEGIN RAISE EXCEPTION 'the quota is used up'; END$$;
      CREATE TRIGGER quota BEFORE INSERT ON mastra_dataset_items EXECUTE FUNCTION quota()`,
      databaseOf(url),
    );
    const error: unknown = await storage
      .addItem({ datasetId, input: 1 })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', details: { outcome: 'unchanged' } });
    expect(String(error)).toContain('the quota is used up');
  });
});

describe('options', () => {
  const connectionString = 'postgres://localhost/none';
  const bad: { options: Record<string, unknown>; path: string }[] = [
    { options: { connectionString: '' }, path: 'connectionString' },
    { options: {}, path: 'connectionString' },
    { options: { pool: 'none' }, path: 'pool' },
    { options: { connectionString, schema: 'a-b' }, path: 'schema' },
    { options: { connectionString, schema: '' }, path: 'schema' },
    { options: { connectionString, tablePrefix: '1st' }, path: 'tablePrefix' },
    { options: { connectionString, tablePrefix: 'x'.repeat(27) }, path: 'tablePrefix' },
    { options: { connectionString, lockTimeoutMs: -1 }, path: 'lockTimeoutMs' },
    { options: { connectionString, busyTimeoutMs: NaN }, path: 'busyTimeoutMs' },
    { options: { connectionString, lockTimeout: 1 }, path: 'lockTimeout' },
    { options: { connectionString, maxConnections: 0 }, path: 'maxConnections' },
    { options: { connectionString, statementTimeoutMs: 0.5 }, path: 'statementTimeoutMs' },
  ];
  it.each(bad)('refuse $path of $options', ({ options, path }) => {
    const open = () => Reflect.construct(DatasetsPG, [options]) as unknown;
    expect(open).toThrow(DatasetsError);
    expect(open).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(open).toThrow(new RegExp(`^${path}: `));
  });

  it('take the longest prefix', async () => {
    const tablePrefix = 'x'.repeat(26);
    const storage = openStorage(await server.createDatabase(), { tablePrefix });
    expect(await storage.createDataset({ name: 'x' })).toMatchObject({ name: 'x' });
  });
});

describe('PostgresStore', () => {
  it('has the datasets domain', async () => {
    const store = new PostgresStore({ connectionString: server.urlOf() });
    expect(store.datasets).toBeInstanceOf(DatasetsPG);
    expect(await store.getStore('datasets')).toBe(store.datasets);
    await store.close();
  });
});
