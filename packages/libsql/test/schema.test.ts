import { createClient, type Client } from '@libsql/client';
import { DatasetsStorage, TABLE_NAMES, TABLE_SCHEMAS } from '@mastra-datasets/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createTables } from '../src/ddl.js';
import { DatasetsLibSQL } from '../src/index.js';
import { text } from '../src/rows/values.js';
import { temporaryDatabase } from './temporary-database.js';

const clients: Client[] = [];

function open(url: string): Client {
  const client = createClient({ url });
  clients.push(client);
  return client;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function columnsOf(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.execute(`SELECT name FROM pragma_table_info('${table}')`);
  return rows.map((row) => text(row, 0));
}

async function schemaOf(client: Client): Promise<string[]> {
  const { rows } = await client.execute(
    'SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name',
  );
  return rows.map((row) => text(row, 0));
}

/** Tables of the same names as another product makes them. */
const FOREIGN_DATASETS = `CREATE TABLE mastra_datasets (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, description TEXT, metadata TEXT,
  version INTEGER NOT NULL, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL)`;
const FOREIGN_ITEMS = `CREATE TABLE mastra_dataset_items (
  id TEXT NOT NULL, datasetId TEXT NOT NULL, datasetVersion INTEGER NOT NULL,
  validTo INTEGER, isDeleted INTEGER NOT NULL, input TEXT NOT NULL, groundTruth TEXT,
  metadata TEXT, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL,
  PRIMARY KEY (id, datasetVersion))`;

describe('the tables', () => {
  it('are exactly those of the contract', async () => {
    const client = open(await temporaryDatabase());
    await new DatasetsLibSQL({ client }).init();
    for (const [table, schema] of Object.entries(DatasetsStorage.tables)) {
      expect(await columnsOf(client, table)).toEqual(Object.keys(schema));
    }
  });

  it('are left alone when they are there already', async () => {
    const client = open(await temporaryDatabase());
    await new DatasetsLibSQL({ client }).init();
    const before = await schemaOf(client);
    await new DatasetsLibSQL({ client }).init();
    expect(await schemaOf(client)).toEqual(before);
  });

  it('get the nullable columns, the indexes and the tables that an earlier release did not have', async () => {
    const url = await temporaryDatabase();
    const client = open(url);
    const storage = new DatasetsLibSQL({ client });
    const dataset = await storage.createDataset({ name: 'from an earlier release' });
    const item = await storage.addItem({ datasetId: dataset.id, input: 1 });
    await client.batch(
      [
        'DROP INDEX mastra_dataset_items_by_external_id',
        'DROP INDEX mastra_dataset_history_by_external_id',
        'DROP INDEX mastra_dataset_history_by_purge',
        'ALTER TABLE mastra_dataset_items DROP COLUMN externalId',
        'ALTER TABLE mastra_dataset_item_history DROP COLUMN externalId',
        'ALTER TABLE mastra_dataset_item_history DROP COLUMN purgedAt',
        'ALTER TABLE mastra_datasets DROP COLUMN inputSchema',
        'DROP TABLE mastra_dataset_staged_items',
      ],
      'write',
    );
    const upgraded = new DatasetsLibSQL({ client });
    expect(await upgraded.getItemById({ id: item.id })).toEqual(item);
    const added = { datasetId: dataset.id, input: 2, externalId: 'two' };
    expect(await upgraded.addItem(added)).toMatchObject({ externalId: 'two' });
    for (const [table, schema] of Object.entries(TABLE_SCHEMAS)) {
      expect((await columnsOf(client, table)).sort()).toEqual(Object.keys(schema).sort());
    }
  });

  it('of an earlier release, which keeps versions in no order, work as new ones do', async () => {
    const url = await temporaryDatabase();
    const client = open(url);
    const made = createTables({ schema: 'main', prefix: '' }, TABLE_NAMES);
    const earlier = made.map((statement) => statement.replace(' WITHOUT ROWID', ''));
    expect(earlier).not.toEqual(made);
    await client.batch(earlier, 'write');
    const storage = new DatasetsLibSQL({ url });
    const { id: datasetId } = await storage.createDataset({ name: 'from an earlier release' });
    const item = await storage.addItem({ datasetId, input: 1 });
    await storage.updateItem({ datasetId, id: item.id, input: 2 });
    expect(await storage.getItemsByVersion({ datasetId, version: 1 })).toEqual([item]);
    expect(await storage.verify({ datasetId })).toMatchObject({ commits: 3, problems: [] });
    await storage.close();
    const { rows } = await client.execute('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL');
    expect(rows.map((row) => text(row, 0)).join()).not.toContain('WITHOUT ROWID');
  });

  it('are made once by storages that start together', async () => {
    const url = await temporaryDatabase();
    const storages = Array.from({ length: 8 }, () => new DatasetsLibSQL({ url }));
    const made = await Promise.all(storages.map((storage) => storage.createDataset({ name: 'x' })));
    const [first] = storages;
    const list = await first?.listDatasets({ pagination: { page: 0, perPage: false } });
    expect(list?.datasets.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
    await Promise.all(storages.map((storage) => storage.close()));
  });
});

/** What Mastra's own store has in its tables, as far as it matters here. */
const MASTRA_TABLES = [
  `CREATE TABLE mastra_datasets (
    id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, description TEXT, metadata TEXT,
    inputSchema TEXT, groundTruthSchema TEXT, version INTEGER NOT NULL,
    createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL)`,
  FOREIGN_ITEMS,
  `CREATE TABLE mastra_dataset_versions (
    id TEXT NOT NULL PRIMARY KEY, datasetId TEXT NOT NULL, version INTEGER NOT NULL,
    createdAt TEXT NOT NULL)`,
];

describe('tables of another product', () => {
  const cases = [
    { statements: [FOREIGN_DATASETS], table: 'mastra_datasets', column: 'createdAt' },
    { statements: [FOREIGN_ITEMS], table: 'mastra_dataset_items', column: 'datasetVersion' },
    {
      statements: ['CREATE TABLE mastra_dataset_tags (datasetId TEXT NOT NULL PRIMARY KEY)'],
      table: 'mastra_dataset_tags',
      column: 'tag',
    },
    {
      statements: ['CREATE VIEW mastra_dataset_versions AS SELECT 1 AS number'],
      table: 'mastra_dataset_versions',
      column: 'number',
    },
  ];
  it.each(cases)('$table is refused and left as it is', async ({ statements, table, column }) => {
    const client = open(await temporaryDatabase());
    await client.batch(statements, 'write');
    const before = await schemaOf(client);
    const storage = new DatasetsLibSQL({ client });
    await expect(storage.init()).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      details: { table, column },
    });
    await expect(storage.createDataset({ name: 'x' })).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
    });
    expect(await schemaOf(client)).toEqual(before);
  });

  it.each(MASTRA_TABLES.slice(0, 2))(
    "are recognised as Mastra's by one alone: %s",
    async (table) => {
      const client = open(await temporaryDatabase());
      await client.execute(table);
      await expect(new DatasetsLibSQL({ client }).init()).rejects.toMatchObject({
        code: 'SCHEMA_MISMATCH',
        message: expect.stringMatching(
          /Mastra's own stores.* tablePrefix; or .* database of its own.*migrate --from-mastra URL --to URL/,
        ) as unknown,
      });
    },
  );

  it("are recognised as Mastra's where its store added columns to ours", async () => {
    const client = open(await temporaryDatabase());
    await new DatasetsLibSQL({ client }).init();
    await client.execute('ALTER TABLE mastra_datasets ADD COLUMN groundTruthSchema TEXT');
    await expect(new DatasetsLibSQL({ client }).init()).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: expect.stringContaining("Mastra's own stores") as unknown,
      details: { table: 'mastra_datasets', column: 'groundTruthSchema' },
    });
  });

  it("are not called Mastra's where they are not", async () => {
    const client = open(await temporaryDatabase());
    await client.execute(FOREIGN_DATASETS);
    await expect(new DatasetsLibSQL({ client }).init()).rejects.toMatchObject({
      message: expect.not.stringContaining('Mastra') as unknown,
    });
  });

  it("of Mastra's own store live beside ours with a table prefix", async () => {
    const client = open(await temporaryDatabase());
    await client.batch(MASTRA_TABLES, 'write');
    const storage = new DatasetsLibSQL({ client, tablePrefix: 'versioned_' });
    const { id: datasetId } = await storage.createDataset({ name: 'x' });
    await storage.addItem({ datasetId, input: 1 });
    expect(await storage.verify({ datasetId })).toMatchObject({ problems: [] });
  });

  it('are told by name in any case', async () => {
    const client = open(await temporaryDatabase());
    await client.execute(FOREIGN_DATASETS.replace('mastra_datasets', 'Mastra_Datasets'));
    await expect(new DatasetsLibSQL({ client }).init()).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      details: { table: 'mastra_datasets', column: 'createdAt' },
    });
  });

  it('of our shape, but without the tables beside it, is refused too', async () => {
    const client = open(await temporaryDatabase());
    await new DatasetsLibSQL({ client }).init();
    await client.execute('DROP TABLE mastra_dataset_versions');
    await expect(new DatasetsLibSQL({ client }).init()).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
    });
  });

  it('are no hindrance with a table prefix', async () => {
    const client = open(await temporaryDatabase());
    await client.batch([FOREIGN_DATASETS, FOREIGN_ITEMS], 'write');
    const storage = new DatasetsLibSQL({ client, tablePrefix: 'evaluation_' });
    const dataset = await storage.createDataset({ name: 'x' });
    await storage.addItem({ datasetId: dataset.id, input: 1 });
    const { rows } = await client.execute('SELECT count(*) AS count FROM mastra_datasets');
    expect(rows[0]?.['count']).toBe(0);
  });
});
