import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatasetsPG } from '../../src/index.js';
import { Relay } from '../relay.js';
import { databaseOf } from '../test-server.js';

const everything = { page: 0, perPage: false } as const;
let primary: PostgresServer;
let replica: PostgresServer;
let toPrimary: Relay;
let toReplica: Relay;
let readPool: pg.Pool;
let url: string;
/** Reads from the replica whatever it has, and what it wrote itself. */
let storage: DatasetsPG;
let careful: DatasetsPG;
let datasetId: string;

beforeAll(async () => {
  primary = await startPostgres({ settings: { synchronous_commit: 'on' } });
  url = await primary.createDatabase();
  replica = await primary.startReplica('reader');
  toPrimary = new Relay(primary.port);
  toReplica = new Relay(replica.port);
  await toPrimary.listen();
  await toReplica.listen();
  readPool = new pg.Pool({ connectionString: toReplica.urlOf(databaseOf(url)) });
  const connectionString = toPrimary.urlOf(databaseOf(url));
  storage = new DatasetsPG({ connectionString, readPool });
  careful = new DatasetsPG({ connectionString, readPool, readYourWrites: true });
});

afterAll(async () => {
  await storage.close();
  await careful.close();
  await readPool.end();
  await toPrimary.close();
  await toReplica.close();
  await replica.stop();
  await primary.stop();
});

beforeEach(async () => {
  await replica.query('SELECT pg_wal_replay_resume()');
  const dataset = await storage.createDataset({ name: 'replicated' });
  datasetId = dataset.id;
  await careful.addItems({
    datasetId,
    items: [{ input: 'first', externalId: 'first' }, { input: 'second' }],
  });
  await storage.tagVersion({ datasetId, version: 1, tag: 'start' });
  await untilCaughtUp();
});

async function untilCaughtUp(): Promise<void> {
  const [place] = await primary.query('SELECT pg_current_wal_insert_lsn()::text AS lsn');
  const sql = `SELECT pg_last_wal_replay_lsn() >= '${String(place?.['lsn'])}' AS here`;
  await expect.poll(() => replica.query(sql)).toEqual([{ here: true }]);
}

async function inputsOf(reader: DatasetsPG): Promise<unknown[]> {
  const { items } = await reader.listItems({ datasetId, pagination: everything });
  return items.map(({ input }) => input);
}

describe('reads', () => {
  it('are the replica’s, all of them', async () => {
    const [item] = await careful.getItemsByVersion({ datasetId, version: 'start' });
    const id = item?.id ?? '';
    // A first one finds out how far the storage itself has written.
    await careful.getItemById({ id });
    for (const reader of [storage, careful]) {
      const texts = toPrimary.texts.length;
      toReplica.plan(0, null);
      const reads = [
        reader.getDatasetById({ id: datasetId }),
        reader.listDatasets({ pagination: everything }),
        reader.listItems({ datasetId, pagination: everything }),
        reader.listItems({ datasetId, pagination: everything, version: 1, ids: [id] }),
        reader.getItemById({ id }),
        reader.getItemByExternalId({ datasetId, externalId: 'first' }),
        reader.getItemsByVersion({ datasetId, version: 'start' }),
        reader.getItemsByVersion({ datasetId, version: item?.version ?? new Date(0) }),
        reader.getItemHistory({ id }),
        reader.listVersions({ datasetId, pagination: everything }),
        reader.listTags({ datasetId }),
        reader.snapshotDigest({ datasetId }),
        reader.diffVersions({ datasetId, from: 0, to: 1 }),
      ];
      for (const read of await Promise.all(reads)) expect(read).toBeTruthy();
      expect(toPrimary.texts.slice(texts)).toEqual([]);
      expect(toReplica.operations.length).toBeGreaterThan(reads.length);
    }
  });

  it('of what is current may be behind, unless they are to show own writes', async () => {
    await replica.query('SELECT pg_wal_replay_pause()');
    await storage.addItem({ datasetId, input: 'third' });
    expect(await inputsOf(storage)).toEqual(['second', 'first']);
    await careful.addItem({ datasetId, input: 'fourth' });
    expect(await inputsOf(careful)).toEqual(['fourth', 'third', 'second', 'first']);
    await replica.query('SELECT pg_wal_replay_resume()');
    await untilCaughtUp();
    expect(await inputsOf(storage)).toEqual(['fourth', 'third', 'second', 'first']);
  });

  it('show own writes whose outcome nobody knows', async () => {
    expect(await inputsOf(careful)).toEqual(['second', 'first']);
    await replica.query('SELECT pg_wal_replay_pause()');
    toPrimary.plan(0, { type: 'lost reply' });
    await expect(careful.addItem({ datasetId, input: 'third' })).rejects.toMatchObject({
      details: { outcome: 'unknown' },
    });
    expect(await inputsOf(careful)).toEqual(['third', 'second', 'first']);
  });

  it('of a version are exact, however far behind the replica is', async () => {
    await replica.query('SELECT pg_wal_replay_pause()');
    const third = await storage.addItem({ datasetId, input: 'third' });
    const { version } = third;
    const digest = await careful.snapshotDigest({ datasetId, version });
    const snapshot = await careful.getItemsByVersion({ datasetId, version });
    expect(snapshot.map(({ input }) => input)).toEqual(['third', 'second', 'first']);
    expect(await storage.getItemsByVersion({ datasetId, version })).toEqual(snapshot);
    expect(await storage.getItemsByVersion({ datasetId, version: 2 })).toEqual(snapshot);
    expect(await storage.snapshotDigest({ datasetId, version })).toBe(digest);
    expect(await storage.getItemById({ id: third.id, version })).toEqual(third);
    const pagination = { page: 0, perPage: 1 };
    const page = await storage.listItems({ datasetId, version, pagination });
    expect(page.items).toEqual([third]);
    const diff = await storage.diffVersions({ datasetId, from: 1, to: version });
    const changes: string[] = [];
    for await (const { type } of diff) changes.push(type);
    expect(changes).toEqual(['added']);
  });

  it('that a replica finds nothing for are the primary’s', async () => {
    await replica.query('SELECT pg_wal_replay_pause()');
    const made = await storage.createDataset({ name: 'new' });
    expect(await storage.getDatasetById({ id: made.id })).toEqual(made);
    const item = await storage.addItem({ datasetId: made.id, input: 1 });
    expect(await storage.getItemById({ id: item.id })).toEqual(item);
    expect(await storage.getDatasetById({ id: 'unknown' })).toBeNull();
  });

  it('are the primary’s where no replica answers', async () => {
    await replica.crash();
    expect(await inputsOf(storage)).toEqual(['second', 'first']);
    await replica.start();
    await expect.poll(() => replica.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await inputsOf(storage)).toEqual(['second', 'first']);
  });

  it('that decide about a write are the primary’s', async () => {
    await replica.query('SELECT pg_wal_replay_pause()');
    await storage.addItem({ datasetId, input: 'third', externalId: 'third' });
    const again = { datasetId, input: 'other', externalId: 'third' };
    await expect(storage.addItem(again)).rejects.toMatchObject({ code: 'ITEM_EXISTS' });
    const [unchanged] = await storage.addItems({
      datasetId,
      items: [{ input: 'third', externalId: 'third' }],
      onConflict: 'update',
    });
    expect(unchanged).toMatchObject({ input: 'third' });
    expect(await storage.verify({ datasetId })).toMatchObject({ items: 3, problems: [] });
  });
});
