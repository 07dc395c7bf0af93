import { TABLE_NAMES } from '@mastra-datasets/core';
import { MUTATIONS, makeSubject } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsPG } from '../src/index.js';
import { createTables, indexStatements } from '../src/ddl.js';
import { Relay } from './relay.js';
import { databaseOf, serverOfFile } from './test-server.js';
import { ABOUT_ALL, accessesOf, EXPECTED_INDEXES, fillTables } from './used-indexes.js';

const everything = { page: 0, perPage: false } as const;
const place = { schema: 'public', prefix: '' };

/** Tables whose rows belong to the dataset of their column `datasetId`. */
const DATASET_TABLES = TABLE_NAMES.filter((table) => table !== 'mastra_datasets');

/** What Citus, CockroachDB or YugabyteDB lack, restrict, or mean something else by. */
const UNSAFE: Readonly<Record<string, RegExp>> = {
  'advisory locks': /advisory/i,
  triggers: /\bTRIGGER\b/i,
  'functions of our own': /\b(?:FUNCTION|PROCEDURE|DO \$)/i,
  sequences: /\b(?:SEQUENCE|SERIAL|BIGSERIAL|IDENTITY|nextval)\b/i,
  'foreign keys': /\b(?:REFERENCES|FOREIGN)\b/i,
  'exclusion constraints': /\bEXCLUDE\b/i,
  'common table expressions': /\bWITH\b/i,
  'other isolation levels': /\b(?:SERIALIZABLE|REPEATABLE READ)\b/i,
  'shared row locks': /\bFOR (?:SHARE|KEY SHARE|NO KEY UPDATE)\b/i,
  'temporary tables': /\b(?:TEMP|TEMPORARY|UNLOGGED)\b/i,
  merge: /\bMERGE\b/i,
  'lateral joins': /\bLATERAL\b/i,
  notifications: /\b(?:LISTEN|NOTIFY)\b/i,
  'old and new in RETURNING': /RETURNING.*\b(?:old|new)\./is,
  'system columns': /\b(?:ctid|xmin|xmax|tableoid)\b/i,
  jsonb: /\bjsonb?\b/i,
  collations: /\bCOLLATE\b/i,
  'settings of Citus': /citus/i,
};

const server = await serverOfFile({ settings: { enable_seqscan: 'off' } });
let relay: Relay;
let url: string;
let texts: string[];

async function readAll(list: AsyncIterable<unknown>): Promise<void> {
  const iterator = list[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}

/** Calls every method, so that every statement there is goes over the wire. */
async function useEverything(storage: DatasetsPG): Promise<void> {
  for (const mutation of Object.values(MUTATIONS)) {
    await mutation.run(storage, await makeSubject(storage));
  }
  const { datasetId, items, version } = await makeSubject(storage);
  const [first, second] = items;
  const ids = [first?.id ?? '', second?.id ?? ''];
  const [id = ''] = ids;
  await storage.updateItems({ datasetId, items: ids.map((each) => ({ id: each, input: 1 })) });
  await storage.deleteItems({ datasetId, ids });
  await storage.restoreVersion({ datasetId, version: 1 });
  await storage.updateItem({ datasetId, id, input: 2 });
  for (const order of ['newest', 'oldest'] as const) {
    await readAll(storage.iterateItems({ datasetId, order, batchSize: 1 }));
  }
  await storage.listItems({ datasetId, pagination: { page: 1, perPage: 1 }, ids });
  await storage.listItems({ datasetId, pagination: { page: 1, perPage: 1 }, version });
  await storage.listDatasets({ pagination: { page: 1, perPage: 1 } });
  await storage.listDatasets({ pagination: everything, search: 'subject' });
  await storage.listVersions({ datasetId, pagination: { page: 1, perPage: 1 } });
  for (const reference of [undefined, version, 1, 'first']) {
    await storage.getItemById({ id, version: reference });
    await storage.getItemByExternalId({ datasetId, externalId: 'one', version: reference });
  }
  await storage.getItemsByVersion({ datasetId, version });
  await storage.getItemHistory({ id });
  await storage.getItemHistory({ datasetId, externalId: 'one' });
  await storage.listTags({ datasetId });
  await readAll(await storage.diffVersions({ datasetId, from: 1, to: 3 }));
  await storage.snapshotDigest({ datasetId });
  await storage.verify({ datasetId });
  for (const onConflict of ['error', 'skip', 'update'] as const) {
    const imported = [{ input: onConflict, externalId: onConflict }];
    await storage.importItems({ datasetId, onConflict, onDeleted: 'error', items: imported });
    const present = await storage.getItemByExternalId({ datasetId, externalId: onConflict });
    await storage.deleteItem({ datasetId, id: present?.id ?? '' });
    await storage.importItems({ datasetId, onConflict, items: imported });
  }
  const sync = { datasetId, onMissing: 'delete' } as const;
  const refused = [
    storage.importItems({ ...sync, items: [], maxDeleted: 0 }),
    storage.importItems({ datasetId, items: [{ input: 1, externalId: 'one' }] }),
    storage.deleteItem({ datasetId, id: 'unknown' }),
    storage.addItem({ datasetId, input: 1, externalId: 'one' }),
    storage.updateDataset({ id: datasetId, inputSchema: { type: 'null' } }),
  ];
  expect((await Promise.allSettled(refused)).map(({ status }) => status)).toEqual(
    refused.map(() => 'rejected'),
  );
  await storage.importItems({ ...sync, items: [{ input: 1, externalId: 'one' }], maxDeleted: 99 });
  await storage.copyDatasetTo(storage, { datasetId });
  await storage.dangerouslyClearAll();
}

beforeAll(async () => {
  url = await server.createDatabase();
  await new DatasetsPG({ connectionString: url }).init();
  relay = new Relay(server.port);
  await relay.listen();
  const connectionString = relay.urlOf(databaseOf(url));
  const storage = new DatasetsPG({ connectionString, preparedStatements: false });
  await useEverything(storage);
  await storage.close();
  const spread = new DatasetsPG({ connectionString, preparedStatements: false, distributed: true });
  const [item] = (await makeSubject(spread)).items;
  await spread.getItemById({ id: item?.id ?? '' });
  await spread.dangerouslyClearAll();
  await spread.close();
  // What the catalogue is asked for at the beginning is about no table of ours.
  texts = [...new Set(relay.texts.flat())].filter((text) => !text.includes('pg_catalog'));
  await fillTables(server, databaseOf(url));
});

afterAll(() => relay.close());

/** How often tables are read from or changed in a statement. */
function usesOf(text: string, tables: readonly string[]): number {
  const names = tables.map((table) => `"public"."${table}"`).join('|');
  return [...text.matchAll(new RegExp(`\\b(?:FROM|JOIN|UPDATE) (?:${names})`, 'g'))].length;
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

/** Whether a read is by nothing but an item's id, as `getItemById` has nothing else. */
function isByItemId(text: string): boolean {
  return text.startsWith('SELECT') && /\bWHERE (?:i|h)\."id" = /.test(text);
}

describe('the SQL', () => {
  it('that was seen is all of it', () => {
    expect(texts.length).toBeGreaterThan(50);
    // Attributes are looked for in all datasets, and have tests of their own.
    const tables = TABLE_NAMES.filter((table) => table !== 'mastra_dataset_attributes');
    for (const table of tables) {
      for (const verb of ['FROM', 'INSERT INTO']) {
        expect(texts.some((text) => text.includes(`${verb} "public"."${table}"`))).toBe(true);
      }
    }
  });

  it('has nothing but what the relatives of PostgreSQL take', () => {
    const all = [...texts, ...createTables(place, TABLE_NAMES), ...indexStatements(place).values()];
    for (const [name, pattern] of Object.entries(UNSAFE)) {
      expect(
        all.filter((text) => pattern.test(text)),
        name,
      ).toEqual([]);
    }
  });

  it('has the dataset id in every key and index', () => {
    const keys = createTables(place, TABLE_NAMES).filter(
      (text) => !text.includes('."mastra_datasets"'),
    );
    expect(keys).toHaveLength(DATASET_TABLES.length);
    for (const text of keys) {
      // The index of staged items keeps those of a dataset together.
      const start = text.includes('"mastra_dataset_staged_items"') ? '"id", ' : '';
      expect(text).toContain(`PRIMARY KEY (${start}"datasetId", `);
    }
    for (const text of indexStatements(place).values()) {
      if (!text.includes('."mastra_datasets"')) expect(text).toMatch(/\(.*"datasetId"/);
    }
  });

  it('names one dataset for every table it uses, but for what is about all', () => {
    const about = texts.filter((text) => !text.startsWith('TRUNCATE') && !isByItemId(text));
    for (const text of about) {
      const uses = usesOf(text, DATASET_TABLES);
      // A joined table may take the id from the one that it is joined to.
      expect(count(text, /"datasetId" = (?:\$\d+|h\."datasetId")/g), text).toBe(uses);
      const datasets = new Set(text.match(/"datasetId" = \$\d+/g));
      expect(datasets.size, text).toBeLessThanOrEqual(1);
      if (uses > 0) {
        const [parameter = ''] = [...datasets].map((each) => each.slice(each.indexOf('$') + 1));
        const lookups = usesOf(text, ['mastra_datasets']);
        expect(count(text, new RegExp(`"id" = \\$${parameter}\\b`, 'g')), text).toBe(lookups);
      }
    }
  });

  it('by nothing but an item’s id names no dataset', () => {
    const byItemId = texts.filter(isByItemId);
    expect(byItemId.length).toBeGreaterThan(2);
    for (const text of byItemId) expect(text).not.toMatch(/"datasetId" = \$/);
  });

  it('unites nothing but in a subquery, which Citus reads in one go', () => {
    const united = texts.filter((text) => /\bUNION\b/.test(text));
    expect(united.length).toBeGreaterThan(5);
    const inSubquery =
      /^SELECT (?:(?:DISTINCT ON \(n\."externalId"\) n\.)?\*|CASE WHEN .* END) FROM \(/;
    for (const text of united) expect(text).toMatch(inSubquery);
  });

  it('changes one table in a statement', () => {
    for (const text of texts) {
      expect(count(text, /\b(?:INSERT INTO|DELETE FROM|^UPDATE)\b/g), text).toBeLessThanOrEqual(1);
    }
  });

  it('holds the lock of the dataset whenever it changes what belongs to it', () => {
    const changing = relay.texts.filter((exchange) =>
      exchange.some((text) =>
        /^(?:INSERT INTO|UPDATE|DELETE FROM)(?!.*mastra_dataset_(?:tags|staged))/.test(text),
      ),
    );
    expect(changing.length).toBeGreaterThan(20);
    for (const exchange of changing) {
      expect(exchange[0]).toMatch(/^BEGIN/);
      const [, first = ''] = exchange.filter((text) => !text.startsWith('SET LOCAL'));
      // The row of the dataset is locked, changed, or new.
      expect(first).toMatch(
        /FOR UPDATE(?: NOWAIT)?$|^(?:UPDATE|INSERT INTO) "public"."mastra_datasets"/,
      );
    }
  });
});

/** A text without the schema, on one line. */
function brief(text: string): string {
  return text.replaceAll('"public".', '').replace(/\s+/g, ' ').trim();
}

describe('query plans', () => {
  it('find every row by the index that is made for it', async () => {
    const explained = texts.filter((text) => /^\(?(?:SELECT|INSERT|UPDATE|DELETE)\b/.test(text));
    expect(explained.length).toBeGreaterThan(40);
    for (const text of explained) {
      const accesses = await accessesOf(server, databaseOf(url), text);
      expect(accesses, text).not.toContain('whole table');
      const expected = EXPECTED_INDEXES.filter(({ form }) => form.test(brief(text)));
      if (expected.length === 0) expect(brief(text)).toMatch(ABOUT_ALL);
      const indexes = expected.flatMap((each) => each.indexes);
      expect(accesses, text).toEqual(expect.arrayContaining(indexes));
    }
  });

  it('of reads by nothing but an item’s id are one search of one index for each table', async () => {
    for (const text of texts.filter(isByItemId)) {
      const accesses = await accessesOf(server, databaseOf(url), text);
      const tables = usesOf(text, DATASET_TABLES);
      expect(accesses, text).toEqual(
        ['items_by_id', 'history_by_id', 'versions_pkey'].slice(0, tables),
      );
    }
  });
});
