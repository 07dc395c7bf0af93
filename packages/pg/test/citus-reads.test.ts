import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readPage, type PageRequest } from '../src/citus/page-reads.js';
import { readInParts } from '../src/citus/state-reads.js';
import { Connection } from '../src/connection.js';
import type { Reader } from '../src/reader.js';
import { toItemRecord } from '../src/rows.js';
import { findItems } from '../src/sql/items.js';
import { nameTables } from '../src/tables.js';
import { createDistributedDatabase } from './citus-imitation.js';
import { Relay } from './relay.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile();
const tables = nameTables({ schema: 'public', prefix: '' });
let url: string;
let relay: Relay;

beforeAll(async () => {
  url = await createDistributedDatabase(server);
  relay = new Relay(server.port);
  await relay.listen();
});

afterAll(() => relay.close());

/** A dataset of some items, each of which came with a version of its own. */
async function fill(storage: DatasetsStorage, count: number): Promise<DatasetItem[]> {
  const { id: datasetId } = await storage.createDataset({ name: 'read' });
  const items: DatasetItem[] = [];
  for (let index = 0; index < count; index += 1) {
    items.push(await storage.addItem({ datasetId, input: index }));
  }
  return items;
}

describe('on Citus, a read of a version', () => {
  /** The statements of each exchange that some work takes. */
  async function exchangesOf(work: () => Promise<unknown>): Promise<(readonly string[])[]> {
    relay.texts.length = 0;
    await work();
    return relay.texts.filter((texts) => texts.length > 0);
  }

  it('is of statements on one table of one dataset, whose plans Citus keeps', async () => {
    const options = { preparedStatements: false, maxConnections: 1 };
    const storage = openStorage(relay.urlOf(databaseOf(url)), options);
    const items = await fill(storage, 6);
    const [{ id, datasetId }, { version }] = [items[0], items[5]] as [DatasetItem, DatasetItem];
    await storage.getItemById({ id });
    const pageAt = (page: number) => () =>
      storage.listItems({ datasetId, version, pagination: { page, perPage: 2 } });
    const item = { 'item by id': () => storage.getItemById({ id, version }) };
    const works = {
      ...item,
      'item by external id': () =>
        storage.getItemByExternalId({ datasetId, externalId: 'key', version }),
      'first page': pageAt(0),
      'second page': pageAt(1),
    };
    const counts = async (some: Record<string, () => Promise<unknown>>) => {
      const counted: Record<string, number[]> = {};
      for (const [name, work] of Object.entries(some)) {
        const exchanges = await exchangesOf(work);
        counted[name] = exchanges.map((texts) => texts.length);
        for (const text of exchanges.flat()) {
          expect(text.match(/\b(?:FROM|JOIN)\b/g), name).toHaveLength(1);
          expect(text, name).toMatch(/"datasetId" = \$1/);
        }
      }
      return counted;
    };
    expect(await counts(works)).toEqual({
      'item by id': [1],
      // What is not current may have been.
      'item by external id': [1, 1],
      // The commit of the version; then what is current, and whether anything has ended since.
      'first page': [1, 2],
      'second page': [1, 2],
    });
    await storage.updateItem({ datasetId, id, input: 'changed' });
    expect(await counts({ ...item, 'first page': pageAt(0) })).toEqual({
      'item by id': [1, 1],
      'first page': [1, 2, 1],
    });
  });

  it('is exact where an item that is current was away', async () => {
    const storage = openStorage(url);
    const [first, second] = (await fill(storage, 2)) as [DatasetItem, DatasetItem];
    const { datasetId } = first;
    await storage.deleteItem({ datasetId, id: second.id });
    const { version } = await storage.updateItem({ datasetId, id: first.id, input: 'changed' });
    await storage.restoreVersion({ datasetId, version: second.version });
    for (const perPage of [1, 2]) {
      const list = await storage.listItems({
        datasetId,
        version,
        pagination: { page: 0, perPage },
      });
      expect(list.items.map(({ id, input }) => [id, input])).toEqual([[first.id, 'changed']]);
    }
  });
});

/** Reads one statement after the other, and lets something happen before every one but the first. */
function interrupted(connection: Connection, happen: () => Promise<unknown>): Reader {
  let isFirst = true;
  const read: Reader['read'] = async (statement) => {
    if (!isFirst) await happen();
    isFirst = false;
    return connection.read(statement);
  };
  const readAll: Reader['readAll'] = async (statements) => {
    const results = [];
    for (const statement of statements) results.push(await read(statement));
    return results;
  };
  return { read, readAll };
}

describe('between the statements of a read of a version, items may be', () => {
  const changes = {
    updated: (storage: DatasetsStorage, datasetId: string, ids: readonly string[]) =>
      storage.updateItems({ datasetId, items: ids.map((id) => ({ id, input: 'changed' })) }),
    deleted: (storage: DatasetsStorage, datasetId: string, ids: readonly string[]) =>
      storage.deleteItems({ datasetId, ids }),
    added: (storage: DatasetsStorage, datasetId: string) =>
      storage.addItems({ datasetId, items: [{ input: 'new' }] }),
  };

  it.each(Object.entries(changes))('%s', async (_, change) => {
    const storage = openStorage(url);
    const items = await fill(storage, 6);
    const [{ datasetId }, { version }] = [items[0], items[5]] as [DatasetItem, DatasetItem];
    const ids = items.map(({ id }) => id);
    const connection = new Connection({ connectionString: url });
    connection.open();
    onTestFinished(() => connection.close());
    const rest = [...ids];
    const reader = interrupted(connection, () => change(storage, datasetId, rest.splice(0, 1)));
    const at = version.getTime();

    for (const isOneServer of [true, false]) {
      const queries = findItems(tables, ids, at, datasetId);
      const rows = await readInParts({ reader, isOneServer }, queries, ids.length);
      expect(rows.map((row) => toItemRecord(row, datasetId).id).sort()).toEqual(ids);
    }

    for (const order of ['newest', 'oldest'] as const) {
      const request: PageRequest = { datasetId, at, order, after: null, offset: 0, limit: 4 };
      const reads = { reader, isOneServer: true, tables };
      const page = await readPage(reads, request, { datasetId, version: at });
      const inOrder = order === 'oldest' ? ids : ids.toReversed();
      // What is found is right; `null` says that it is not all.
      expect(page?.map(({ id }) => id) ?? inOrder.slice(0, 4)).toEqual(inOrder.slice(0, 4));
      expect(page?.every((item) => item.version <= at) ?? true).toBe(true);
    }
  });
});
