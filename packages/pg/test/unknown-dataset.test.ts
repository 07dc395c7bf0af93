import {
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_ITEMS,
  type DatasetItem,
} from '@mastra-datasets/core';
import { expect, it } from 'vitest';
import type { DatasetsPG } from '../src/index.js';
import { numbered, rowsRead } from './rows-read.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

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

async function itemRowsRead(database: string): Promise<number> {
  const tables = [TABLE_DATASET_ITEMS, TABLE_DATASET_ITEM_HISTORY];
  const counts = Object.values(await rowsRead(server, database, tables));
  expect(counts).toHaveLength(tables.length);
  return counts.reduce((sum, count) => sum + count, 0);
}

it.each(CALLS)(
  '%s reads few rows of a dataset that the server has no statistics of',
  async (_, call) => {
    const url = await server.createDatabase();
    const storage = openStorage(url, { maxConnections: 1 });
    const known = await storage.createDataset({ name: 'known' });
    await storage.addItems({ datasetId: known.id, items: numbered(1_000, Number) });
    await server.query('ANALYZE', databaseOf(url));
    const { id: datasetId } = await storage.createDataset({ name: 'unknown' });
    const items = await storage.addItems({ datasetId, items: numbered(ITEMS, Number) });
    await storage.close();

    const before = await itemRowsRead(databaseOf(url));
    const measured = openStorage(url, { maxConnections: 1 });
    for (const [time, item] of items.slice(ITEMS / 2, ITEMS / 2 + TIMES).entries()) {
      const { externalId } = item;
      if (typeof externalId !== 'string') throw new Error('All items have an external id.');
      await call({ storage: measured, datasetId, item, externalId, time });
    }
    await measured.close();
    expect((await itemRowsRead(databaseOf(url))) - before).toBeLessThan(ITEMS);
  },
);
