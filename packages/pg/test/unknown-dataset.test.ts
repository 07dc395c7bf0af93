import { expect, it } from 'vitest';
import type { DatasetItem, NewDatasetItem } from '@mastra-datasets/core';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';
import type { DatasetsPG } from '../src/index.js';

const server = await serverOfFile({ settings: { autovacuum: 'off' } });

/** How many items a dataset has of which the server knows nothing yet. */
const ITEMS = 5_000;

/** From the sixth time on, the server may keep a plan for all values. */
const TIMES = 12;

interface Subject {
  readonly storage: DatasetsPG;
  readonly datasetId: string;
  readonly item: DatasetItem;
  readonly externalId: string;
  readonly time: number;
}

const CALLS: readonly (readonly [string, (subject: Subject) => Promise<unknown>])[] = [
  [
    'updateItem',
    ({ storage, datasetId, item, time }) =>
      storage.updateItem({ datasetId, id: item.id, input: ['updated', time] }),
  ],
  [
    'updateItem that changes nothing',
    ({ storage, datasetId, item }) =>
      storage.updateItem({ datasetId, id: item.id, input: item.input }),
  ],
  [
    'updateItem of an expected state',
    ({ storage, datasetId, item, time }) =>
      storage.updateItem({
        datasetId,
        id: item.id,
        input: ['expected', time],
        expectedItemVersion: item.version,
      }),
  ],
  ['deleteItem', ({ storage, datasetId, item }) => storage.deleteItem({ datasetId, id: item.id })],
  ['purgeItem', ({ storage, datasetId, item }) => storage.purgeItem({ datasetId, id: item.id })],
  ['getItemById', ({ storage, item }) => storage.getItemById({ id: item.id })],
  [
    'getItemById at a version',
    ({ storage, item }) => storage.getItemById({ id: item.id, version: item.version }),
  ],
  [
    'getItemByExternalId',
    ({ storage, datasetId, externalId }) => storage.getItemByExternalId({ datasetId, externalId }),
  ],
  [
    'getItemByExternalId at a version',
    ({ storage, datasetId, externalId }) =>
      storage.getItemByExternalId({ datasetId, externalId, version: 1 }),
  ],
  ['getItemHistory', ({ storage, item }) => storage.getItemHistory({ id: item.id })],
  [
    'addItem',
    ({ storage, datasetId, time }) =>
      storage.addItem({ datasetId, externalId: `new ${time}`, input: time }),
  ],
  [
    'addItem that updates',
    ({ storage, datasetId, externalId, time }) =>
      storage.addItems({
        datasetId,
        onConflict: 'update',
        items: [{ externalId, input: ['added', time] }],
      }),
  ],
];

async function rowsRead(database: string): Promise<number> {
  const [row] = await server.query(
    `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS count
      FROM pg_stat_user_tables WHERE relname LIKE 'mastra_dataset_item%'`,
    database,
  );
  return Number(row?.['count']);
}

function numbered(count: number): NewDatasetItem[] {
  return Array.from({ length: count }, (_, index) => ({
    externalId: `item ${index}`,
    input: index,
  }));
}

it.each(CALLS)(
  '%s reads few rows of a dataset that the server has no statistics of',
  async (_, call) => {
    const url = await server.createDatabase();
    const storage = openStorage(url, { maxConnections: 1 });
    const known = await storage.createDataset({ name: 'known' });
    await storage.addItems({ datasetId: known.id, items: numbered(1_000) });
    await server.query('ANALYZE', databaseOf(url));
    const { id: datasetId } = await storage.createDataset({ name: 'unknown' });
    const items = await storage.addItems({ datasetId, items: numbered(ITEMS) });
    await storage.close();

    const measured = openStorage(url, { maxConnections: 1 });
    await measured.init();
    const before = await rowsRead(databaseOf(url));
    for (const [time, item] of items.slice(ITEMS / 2, ITEMS / 2 + TIMES).entries()) {
      const { externalId } = item;
      if (typeof externalId !== 'string') throw new Error('All items have an external id.');
      await call({ storage: measured, datasetId, item, externalId, time });
    }
    // What a connection has done is counted for certain when it has ended.
    await measured.close();
    const others = `SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await expect.poll(() => server.query(others, databaseOf(url))).toEqual([]);
    expect((await rowsRead(databaseOf(url))) - before).toBeLessThan(ITEMS);
  },
);
