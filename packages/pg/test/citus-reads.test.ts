import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readPage, type PageReads, type PageRequest } from '../src/citus/page-reads.js';
import { readInParts } from '../src/citus/state-reads.js';
import { Connection } from '../src/connection.js';
import type { Reader } from '../src/reader.js';
import { toItemRecord } from '../src/rows.js';
import { pageItems } from '../src/sql/item-pages.js';
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
  it('is of statements on one table of one dataset, whose plans Citus keeps', async () => {
    const options = { preparedStatements: false, maxConnections: 1 };
    const storage = openStorage(relay.urlOf(databaseOf(url)), options);
    const items = await fill(storage, 6);
    const [{ id, datasetId }, { version }] = [items[0], items[5]] as [DatasetItem, DatasetItem];
    await storage.getItemById({ id });
    const pagination = { page: 0, perPage: 2 };
    const firstPage = () => storage.listItems({ datasetId, version, pagination });
    const { nextCursor: cursor } = await firstPage();
    const nextPage = () => storage.listItems({ datasetId, cursor, pagination });
    const item = { 'item by id': () => storage.getItemById({ id, version }) };
    const works = {
      ...item,
      'item by external id': () =>
        storage.getItemByExternalId({ datasetId, externalId: 'key', version }),
      'first page': firstPage,
      'next page by cursor': nextPage,
    };
    const counts = async (some: Record<string, () => Promise<unknown>>) => {
      const counted: Record<string, number[]> = {};
      for (const [name, work] of Object.entries(some)) {
        const exchanges = await relay.exchangesOf(work);
        counted[name] = exchanges.map((texts) => texts.length);
        for (const text of exchanges.flat()) {
          expect(text.match(/\b(?:FROM|JOIN)\b/g), name).toHaveLength(1);
          expect(text, name).toMatch(/"(?:datasetId|id)" = \$1/);
        }
      }
      return counted;
    };
    expect(await counts(works)).toEqual({
      'item by id': [1],
      // What is not current may have been.
      'item by external id': [1, 1],
      // The commit of the version; then what is current, what has ended since, and whether the
      // dataset is there.
      'first page': [1, 3],
      'next page by cursor': [1, 3],
    });
    await storage.updateItem({ datasetId, id, input: 'changed' });
    expect(await counts({ ...item, 'first page': firstPage })).toEqual({
      'item by id': [1, 1],
      'first page': [1, 3],
    });
    for (const input of [1, 2, 3]) await storage.updateItem({ datasetId, id, input });
    // More has ended than a page may hold, so those that it needs are asked for.
    expect(await counts({ 'first page': firstPage })).toEqual({ 'first page': [1, 3, 2] });
  });

  it('is exact where an item that is current was away', async () => {
    const storage = openStorage(url);
    const [first, second, third] = (await fill(storage, 3)) as [
      DatasetItem,
      DatasetItem,
      DatasetItem,
    ];
    const { datasetId } = first;
    await storage.deleteItem({ datasetId, id: third.id });
    const version = 4;
    await storage.restoreVersion({ datasetId, version: third.version });
    const namesOf = async (page: number, perPage: number) => {
      const list = await storage.listItems({ datasetId, version, pagination: { page, perPage } });
      return list.items.map(({ id }) => id);
    };
    expect(await namesOf(0, 1)).toEqual([second.id]);
    expect(await namesOf(1, 1)).toEqual([first.id]);
    expect(await namesOf(2, 1)).toEqual([]);
    for (const perPage of [2, 3]) expect(await namesOf(0, perPage)).toEqual([second.id, first.id]);
  });
});

it('on Citus, lists of datasets are statements that are planned once', async () => {
  const storage = openStorage(relay.urlOf(databaseOf(url)), { maxConnections: 1 });
  for (const name of ['first', 'second', 'third']) await storage.createDataset({ name });
  const list = async (perPage: number) => {
    const { datasets, pagination } = await storage.listDatasets({
      pagination: { page: 0, perPage },
    });
    expect(datasets.map(({ name }) => name)).toEqual(
      ['third', 'second', 'first'].slice(0, perPage),
    );
    expect(pagination.total).toBeGreaterThanOrEqual(3);
  };
  // The list, with one more than asked for, and the total.
  expect(await relay.exchangesOf(() => list(2))).toEqual([
    [expect.stringMatching(/LIMIT 3$/)],
    [expect.stringMatching(/count/)],
  ]);
  expect(await relay.exchangesOf(() => list(2))).toEqual([]);
  expect(await relay.exchangesOf(() => list(1))).toEqual([[expect.stringMatching(/LIMIT 2$/)]]);
});

/** Connects to the database until the end of the test. */
function connect(): Connection {
  const connection = new Connection({ connectionString: url });
  connection.open();
  onTestFinished(() => connection.close());
  return connection;
}

it('on Citus, pages of any version are what the statement for a whole page gives', async () => {
  const storage = openStorage(url);
  const items = await fill(storage, 7);
  const ids = items.map(({ id }) => id);
  const [{ datasetId } = { datasetId: '' }] = items;
  for (const index of [6, 1, 3, 1]) {
    await storage.updateItem({ datasetId, id: ids[index] ?? '', input: 'changed' });
  }
  await storage.deleteItems({ datasetId, ids: [ids[5] ?? '', ids[0] ?? ''] });
  const { versions } = await storage.listVersions({
    datasetId,
    pagination: { page: 0, perPage: false },
  });
  const reader = connect();
  const places = [
    null,
    ...items
      .filter((_, index) => index % 3 === 1)
      .map(({ id, createdAt }) => ({ id, createdAt: createdAt.getTime() })),
  ];
  let pages = 0;
  for (const { version } of versions) {
    for (const order of ['newest', 'oldest'] as const) {
      for (const after of places) {
        for (const limit of [1, 3, 9]) {
          const at = version.getTime();
          const request: PageRequest = { datasetId, at, order, after, offset: 0, limit };
          const reads: PageReads = { reader, isOneServer: true, tables };
          const whole = await reader.read(pageItems(tables, request));
          const page = await readPage(reads, request, { datasetId, version: at });
          expect(page).toEqual(whole.map((row) => toItemRecord(row, datasetId)));
          pages += 1;
        }
      }
    }
  }
  expect(pages).toBe(versions.length * 2 * 3 * 3);
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

type Change = (
  storage: DatasetsStorage,
  datasetId: string,
  ids: readonly string[],
) => Promise<unknown>;

describe('between the statements of a read of a version, items may be', () => {
  const changes: Readonly<Record<string, Change>> = {
    updated: (storage, datasetId, ids) =>
      storage.updateItems({ datasetId, items: ids.map((id) => ({ id, input: 'changed' })) }),
    deleted: (storage, datasetId, ids) => storage.deleteItems({ datasetId, ids }),
    added: (storage, datasetId) => storage.addItems({ datasetId, items: [{ input: 'new' }] }),
  };

  /** Some items, and a reader that changes another one of them between any two statements. */
  async function prepare(change: Change) {
    const storage = openStorage(url);
    const items = await fill(storage, 6);
    const [{ datasetId }, { version }] = [items[0], items[5]] as [DatasetItem, DatasetItem];
    const ids = items.map(({ id }) => id);
    const rest = [...ids];
    const reader = interrupted(connect(), () => change(storage, datasetId, rest.splice(0, 1)));
    return { storage, datasetId, ids, at: version.getTime(), reader };
  }

  it.each(Object.entries(changes))('%s', async (_, change) => {
    for (const isOneServer of [false, true]) {
      const { datasetId, ids, at, reader } = await prepare(change);
      const queries = findItems(tables, ids, at, datasetId);
      // One more than there are, so that the second way looks at former states, too.
      const rows = await readInParts({ reader, isOneServer }, queries, ids.length + 1);
      expect(rows.map((row) => toItemRecord(row, datasetId).id).sort()).toEqual(ids);
    }

    for (const order of ['newest', 'oldest'] as const) {
      const { datasetId, ids, at, reader } = await prepare(change);
      const request: PageRequest = { datasetId, at, order, after: null, offset: 0, limit: 4 };
      const reads: PageReads = { reader, isOneServer: true, tables };
      const page = await readPage(reads, request, { datasetId, version: at });
      const inOrder = order === 'oldest' ? ids : ids.toReversed();
      expect(page?.map(({ id }) => id)).toEqual(inOrder.slice(0, 4));
      expect(page?.every((item) => item.version <= at)).toBe(true);
    }
  });

  it('gone with their dataset, which is told', async () => {
    for (const limit of [4, 10]) {
      const { datasetId, at, reader } = await prepare((storage, id) =>
        storage.deleteDataset({ id }),
      );
      const request: PageRequest = {
        ...{ datasetId, at, order: 'newest', after: null, offset: 0, limit },
      };
      const reads: PageReads = { reader, isOneServer: true, tables };
      expect(await readPage(reads, request, { datasetId, version: at })).toBeNull();
    }
  });
});
