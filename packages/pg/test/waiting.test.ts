import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DatasetsPG } from '../src/index.js';
import { Relay } from './relay.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const everything = { page: 0, perPage: false } as const;
const server = await serverOfFile();
let url: string;
let datasetId: string;
/** Another client of the database, which gets in the way. */
let other: pg.Client;

beforeEach(async () => {
  url = await server.createDatabase();
  ({ id: datasetId } = await openStorage(url).createDataset({ name: 'waited for' }));
  other = new pg.Client({ connectionString: url });
  await other.connect();
});

afterEach(() => other.end());

/** The statements of the database that wait for a lock. */
async function waiting(): Promise<string[]> {
  const rows = await server.query(
    `SELECT query FROM pg_stat_activity
      WHERE datname = '${databaseOf(url)}' AND wait_event_type = 'Lock'`,
  );
  return rows.map(({ query }) => String(query));
}

/** Whether a commit waits for its dataset before it does anything else. */
async function waitsForDataset(): Promise<boolean> {
  return (await waiting()).some((query) => query.endsWith('FOR UPDATE'));
}

async function inputs(): Promise<unknown[]> {
  const { items } = await openStorage(url).listItems({ datasetId, pagination: everything });
  return items.map(({ input }) => input);
}

const BUSY = { code: 'STORAGE_BUSY', details: { outcome: 'unchanged' } };

describe('a lock', () => {
  const tables = ['mastra_datasets', 'mastra_dataset_items'];

  it.each(tables)('of the whole table %s is waited for as long as is said', async (table) => {
    await other.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    const storage = openStorage(url, { lockTimeoutMs: 100 });
    // The first use reads nothing but the catalogue.
    await expect(storage.addItem({ datasetId, input: 1 })).rejects.toMatchObject(BUSY);
    await other.query('ROLLBACK');
    expect(await inputs()).toEqual([]);
  });

  it.each(tables)('of the whole table %s gives no version of before its wait', async (table) => {
    await other.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    let time = Date.now();
    let asked = 0;
    const now = () => {
      asked += 1;
      return time;
    };
    const storage = new DatasetsPG({
      connectionString: url,
      clock: { now, wait: () => Promise.resolve() },
    });
    onTestFinished(() => storage.close());
    const adding = storage.addItem({ datasetId, input: 1 });
    await expect.poll(waiting).toHaveLength(1);
    time += 60_000;
    const before = asked;
    // Either the dataset is waited for, and the time asked for afterwards, or it was asked again.
    await expect.poll(async () => asked > before || (await waitsForDataset())).toBe(true);
    await other.query('ROLLBACK');
    expect((await adding).version.getTime()).toBe(time);
  });

  it('is waited for beyond the limit of a statement', async () => {
    await other.query('BEGIN; SELECT 1 FROM mastra_datasets FOR UPDATE');
    const storage = openStorage(url, { lockTimeoutMs: 600, statementTimeoutMs: 250 });
    await expect(storage.addItem({ datasetId, input: 1 })).rejects.toMatchObject(BUSY);
    await expect(storage.tagVersion({ datasetId, version: 0, tag: 'x' })).rejects.toMatchObject(
      BUSY,
    );
    await other.query('ROLLBACK');
  });

  it('is waited for beyond the limit that a pool of the caller’s has for a statement', async () => {
    await other.query('BEGIN; SELECT 1 FROM mastra_datasets FOR UPDATE');
    const pool = new pg.Pool({ connectionString: url, statement_timeout: 250 });
    const storage = new DatasetsPG({ pool, lockTimeoutMs: 600 });
    await expect(storage.addItem({ datasetId, input: 1 })).rejects.toMatchObject(BUSY);
    await other.query('ROLLBACK');
    await pool.end();
  });
});

describe('a connection', () => {
  it('of a pool of the caller’s is waited for as long as is said, and given back', async () => {
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    const storage = new DatasetsPG({ pool, lockTimeoutMs: 0 });
    await storage.init();
    const taken = await pool.connect();
    const adding = storage.addItem({ datasetId, input: 1 });
    await expect(adding).rejects.toMatchObject(BUSY);
    await expect(adding).rejects.toThrow(/in use/);
    taken.release();
    expect(await storage.addItem({ datasetId, input: 2 })).toMatchObject({ input: 2 });
    expect(pool.idleCount).toBe(1);
    await pool.end();
    expect(await inputs()).toEqual([2]);
  });

  it('of its own that is in use says so', async () => {
    await other.query('BEGIN; LOCK TABLE mastra_datasets IN ACCESS EXCLUSIVE MODE');
    const storage = openStorage(url, { lockTimeoutMs: 0, maxConnections: 1 });
    await storage.init();
    const reading = storage.getDatasetById({ id: datasetId });
    const adding = storage.addItem({ datasetId, input: 1 });
    await expect(adding).rejects.toMatchObject(BUSY);
    await expect(adding).rejects.toThrow(/in use/);
    await other.query('ROLLBACK');
    expect(await reading).toMatchObject({ id: datasetId });
  });
});

describe('a network that swallows everything', () => {
  it('is waited for as long as the server may work and a little more', async () => {
    const relay = new Relay(server.port);
    await relay.listen();
    onTestFinished(() => relay.close());
    const options = { lockTimeoutMs: 100, statementTimeoutMs: 200 };
    const connectionString = relay.urlOf(databaseOf(url));
    const storage = new DatasetsPG({ connectionString, ...options });
    await Promise.all([
      storage.getDatasetById({ id: datasetId }),
      storage.getDatasetById({ id: datasetId }),
    ]);
    relay.isSwallowing = true;
    const reading = storage.getDatasetById({ id: datasetId });
    const adding = storage.addItem({ datasetId, input: 1 });
    const unknown = { code: 'STORAGE_FAILED', details: { outcome: 'unknown' } };
    await Promise.all([
      expect(reading).rejects.toMatchObject(BUSY),
      expect(adding).rejects.toMatchObject(unknown),
    ]);
    await storage.close();
    expect(await inputs()).toEqual([]);
  });
});
