import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatasetsPG } from '../src/index.js';
import { Relay } from './relay.js';
import { databaseOf, serverOfFile } from './test-server.js';

const server = await serverOfFile();
let relay: Relay;
let storage: DatasetsPG;

beforeAll(async () => {
  const url = await server.createDatabase();
  relay = new Relay(server.port);
  await relay.listen();
  storage = new DatasetsPG({ connectionString: relay.urlOf(databaseOf(url)) });
  await storage.init();
});

afterAll(async () => {
  await storage.close();
  await relay.close();
});

async function roundTripsOf(work: () => Promise<unknown>): Promise<number> {
  relay.plan(0, null);
  await work();
  return relay.operations.length;
}

it('a commit is one round trip, and so are the common reads', async () => {
  const { id: datasetId } = await storage.createDataset({ name: 'counted' });
  const { id } = await storage.addItem({ datasetId, input: 0, externalId: 'key' });
  const { version } = await storage.addItem({ datasetId, input: 0 });
  const works = {
    createDataset: () => storage.createDataset({ name: 'another' }),
    addItem: () => storage.addItem({ datasetId, input: 1 }),
    updateItem: () => storage.updateItem({ datasetId, id, input: 2 }),
    'updateItem expecting a version': async () => {
      const newest = await storage.addItem({ datasetId, input: 1 });
      await storage.updateItem({ datasetId, id, input: 3, expectedVersion: newest.version });
    },
    'addItems of 25,000': () =>
      storage.addItems({
        datasetId,
        items: Array.from({ length: 25_000 }, (_, index) => ({ input: index })),
      }),
    '100 concurrent additions': () =>
      Promise.all(
        Array.from({ length: 100 }, (_, index) => storage.addItem({ datasetId, input: index })),
      ),
    deleteItem: () => storage.deleteItem({ datasetId, id }),
    tagVersion: () => storage.tagVersion({ datasetId, version, tag: 'first' }),
    getItemById: () => storage.getItemById({ id }),
    getDatasetById: () => storage.getDatasetById({ id: datasetId }),
    getItemsByVersion: () => storage.getItemsByVersion({ datasetId, version }),
  };
  const counts: Record<string, number> = {};
  for (const [name, work] of Object.entries(works)) counts[name] = await roundTripsOf(work);
  expect(counts).toStrictEqual({
    createDataset: 1,
    addItem: 1,
    updateItem: 1,
    'updateItem expecting a version': 2,
    'addItems of 25,000': 1,
    '100 concurrent additions': 1,
    deleteItem: 1,
    // Finding the commit, and storing the tag.
    tagVersion: 2,
    getItemById: 1,
    getDatasetById: 1,
    getItemsByVersion: 1,
  });
});

it('a commit that waits for another writer is three round trips', async () => {
  const { id: datasetId } = await storage.createDataset({ name: 'locked' });
  const holder = new pg.Client({
    connectionString: server.urlOf(databaseOf(relay.urlOf('test1'))),
  });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM mastra_datasets FOR UPDATE');
  relay.plan(0, null);
  const adding = storage.addItem({ datasetId, input: 1 });
  await expect
    .poll(() => server.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`))
    .toHaveLength(1);
  await holder.query('ROLLBACK');
  await holder.end();
  await adding;
  // Finding the lock taken; ending that transaction and waiting for the lock; committing.
  expect(relay.operations).toHaveLength(3);
});
