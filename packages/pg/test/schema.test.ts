import { DatasetsStorage, TABLE_SCHEMAS } from '@mastra-datasets/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile();
let url: string;

beforeEach(async () => {
  url = await server.createDatabase();
});

function sql(text: string) {
  return server.query(text, databaseOf(url));
}

async function columnsOf(table: string): Promise<string[]> {
  const rows = await sql(
    `SELECT column_name FROM information_schema.columns
      WHERE table_name = '${table}' ORDER BY ordinal_position`,
  );
  return rows.map((row) => String(row['column_name']));
}

/** Every column, index and constraint. */
async function wholeSchema(): Promise<unknown> {
  return [
    await sql(
      `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
        WHERE table_schema = 'public' ORDER BY 1, 2`,
    ),
    await sql(`SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`),
  ];
}

/** Tables of the same names as another product makes them. */
const FOREIGN_DATASETS = `CREATE TABLE mastra_datasets (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, description TEXT, metadata JSONB,
  version INTEGER NOT NULL, "createdAt" TIMESTAMP NOT NULL, "updatedAt" TIMESTAMP NOT NULL)`;
const FOREIGN_ITEMS = `CREATE TABLE mastra_dataset_items (
  id uuid NOT NULL, "datasetId" uuid NOT NULL, "datasetVersion" INTEGER NOT NULL,
  PRIMARY KEY (id, "datasetVersion"))`;

describe('the tables', () => {
  it('are exactly those of the contract', async () => {
    await openStorage(url).init();
    for (const [table, schema] of Object.entries(DatasetsStorage.tables)) {
      expect(await columnsOf(table)).toEqual(Object.keys(schema));
    }
  });

  it('are left alone when they are there already, by a user who may not make any', async () => {
    await openStorage(url).init();
    const before = await wholeSchema();
    await sql(`CREATE ROLE ${databaseOf(url)}_user LOGIN;
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${databaseOf(url)}_user`);
    await openStorage(url.replace('postgres@', `${databaseOf(url)}_user@`)).init();
    expect(await wholeSchema()).toEqual(before);
  });

  it('get the nullable columns and the indexes that an earlier release did not have', async () => {
    const storage = openStorage(url);
    const dataset = await storage.createDataset({ name: 'from an earlier release' });
    const item = await storage.addItem({ datasetId: dataset.id, input: 1 });
    const before = await wholeSchema();
    await sql(`DROP INDEX mastra_dataset_items_by_external_id;
      ALTER TABLE mastra_dataset_items DROP COLUMN "externalId";
      ALTER TABLE mastra_dataset_item_history DROP COLUMN "externalId";
      ALTER TABLE mastra_dataset_item_history DROP COLUMN "purgedAt";
      ALTER TABLE mastra_datasets DROP COLUMN "inputSchema"`);
    const upgraded = openStorage(url);
    expect(await upgraded.getItemById({ id: item.id })).toEqual(item);
    const added = { datasetId: dataset.id, input: 2, externalId: 'two' };
    expect(await upgraded.addItem(added)).toMatchObject({ externalId: 'two' });
    expect(await wholeSchema()).toEqual(before);
    for (const [table, schema] of Object.entries(TABLE_SCHEMAS)) {
      expect((await columnsOf(table)).sort()).toEqual(Object.keys(schema).sort());
    }
  });

  it('are completed where a first use was cut off', async () => {
    await openStorage(url).init();
    const whole = await wholeSchema();
    await sql('DROP INDEX mastra_dataset_items_by_creation');
    for (const table of ['staged_items', 'tags', 'versions', 'item_history', 'items']) {
      await sql(`DROP TABLE mastra_dataset_${table}`);
      await openStorage(url).init();
      expect(await wholeSchema()).toEqual(whole);
    }
    await sql('DROP TABLE mastra_datasets, mastra_dataset_items, mastra_dataset_tags');
    expect(await openStorage(url).createDataset({ name: 'x' })).toMatchObject({ name: 'x' });
    expect(await wholeSchema()).toEqual(whole);
  });

  it.each(['public', 'evaluation'])(
    'are made once by storages that start together, in the schema %s',
    async (schema) => {
      const storages = Array.from({ length: 8 }, () => openStorage(url, { schema }));
      const made = await Promise.all(storages.map((each) => each.createDataset({ name: 'x' })));
      const list = await storages[0]?.listDatasets({ pagination: { page: 0, perPage: false } });
      expect(list?.datasets.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
    },
  );
});

describe('tables of another product', () => {
  const cases = [
    { statement: FOREIGN_DATASETS, table: 'mastra_datasets', column: 'id' },
    { statement: FOREIGN_ITEMS, table: 'mastra_dataset_items', column: 'id' },
    {
      statement: 'CREATE TABLE mastra_dataset_tags ("datasetId" uuid PRIMARY KEY)',
      table: 'mastra_dataset_tags',
      column: 'tag',
    },
    {
      statement: 'CREATE VIEW mastra_dataset_versions AS SELECT 1 AS number',
      table: 'mastra_dataset_versions',
      column: 'number',
    },
  ];
  it.each(cases)('$table is refused and left as it is', async ({ statement, table, column }) => {
    await sql(statement);
    const before = await wholeSchema();
    const storage = openStorage(url);
    await expect(storage.init()).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      details: { table, column },
    });
    await expect(storage.createDataset({ name: 'x' })).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
    });
    expect(await wholeSchema()).toEqual(before);
  });

  it("are recognised as those of Mastra's own store", async () => {
    await sql(`${FOREIGN_DATASETS}; ${FOREIGN_ITEMS}`);
    await expect(openStorage(url).init()).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: expect.stringMatching(
        /Mastra's own stores.* tablePrefix; or .* database of its own.*migrate --from-mastra URL --to URL/,
      ) as unknown,
    });
  });

  it('of our shape, but without the tables beside it, is refused too when it has rows', async () => {
    await openStorage(url).createDataset({ name: 'x' });
    await sql('DROP TABLE mastra_dataset_versions');
    await expect(openStorage(url).init()).rejects.toMatchObject({ code: 'SCHEMA_MISMATCH' });
  });

  it('beside some of ours is refused', async () => {
    await openStorage(url).init();
    await sql('DROP TABLE mastra_datasets, mastra_dataset_tags, mastra_dataset_versions');
    await sql(FOREIGN_DATASETS);
    await expect(openStorage(url).init()).rejects.toMatchObject({ code: 'SCHEMA_MISMATCH' });
  });

  it.each([{ tablePrefix: 'evaluation_' }, { schema: 'evaluation' }])(
    'are no hindrance with %o',
    async (options) => {
      await sql(`${FOREIGN_DATASETS}; ${FOREIGN_ITEMS}`);
      const storage = openStorage(url, options);
      const { id: datasetId } = await storage.createDataset({ name: 'x' });
      await storage.addItem({ datasetId, input: 1 });
      expect(await sql('SELECT count(*)::int AS n FROM mastra_datasets')).toEqual([{ n: 0 }]);
    },
  );
});
