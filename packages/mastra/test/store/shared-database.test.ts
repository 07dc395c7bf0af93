import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import { LibSQLStore } from '@mastra/libsql';
import { PostgresStore } from '@mastra/pg';
import { createClient, type Client } from '@libsql/client';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { DatasetsPG } from '@mastra-datasets/pg';
import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withVersionedDatasets } from '../../src/index.js';
import { mastrasClient } from '../mastras-client.js';
import { storeOfClient } from '../stores.js';
import { temporaryFolder } from '../temporary-folder.js';

const SHARED = { id: 'MASTRA_DATASETS_SHARED_TABLES' };
const folder = temporaryFolder();

/** The names of all tables of a database. */
async function tablesOf(client: Pick<Client, 'execute' | 'close'>): Promise<string[]> {
  const { rows } = await client.execute("SELECT name FROM sqlite_master WHERE type = 'table'");
  client.close();
  return rows.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
}

describe('in one file', () => {
  test('tables of the same names are refused before anything is written', async () => {
    const file = join(folder, 'fresh.db');
    const url = `file:${file}`;
    const store = new LibSQLStore({ id: 'app', url });
    const storage = withVersionedDatasets(store, new DatasetsLibSQL({ url }));
    const mastra = new Mastra({ storage, logger: false });
    await expect(mastra.datasets.create({ name: 'Refused' })).rejects.toMatchObject(SHARED);
    await expect(storage.init()).rejects.toMatchObject(SHARED);
    await expect(storage.stores?.datasets?.getDatasetById({ id: 'x' })).rejects.toMatchObject(
      SHARED,
    );
    expect(await tablesOf(mastrasClient(url))).toEqual([]);
    await storage.close();
  });

  test('another way to the same file makes no difference', async () => {
    const file = join(folder, 'linked.db');
    symlinkSync(folder, join(folder, 'link'));
    const store = new LibSQLStore({ id: 'app', url: `file:${file}` });
    const url = `file:${join(folder, 'link', '..', 'link', 'linked.db')}`;
    const storage = withVersionedDatasets(store, new DatasetsLibSQL({ url }));
    await expect(storage.init()).rejects.toMatchObject(SHARED);
    await storage.close();
  });

  test('tables of ours that are there already are kept from harm', async () => {
    const url = `file:${join(folder, 'ours.db')}`;
    const ours = new DatasetsLibSQL({ url });
    const { id } = await ours.createDataset({ name: 'Kept' });
    await ours.close();
    const elsewhere = new DatasetsLibSQL({ url: ':memory:' });
    const storage = withVersionedDatasets(new LibSQLStore({ id: 'app', url }), elsewhere);
    await expect(storage.init()).rejects.toMatchObject(SHARED);
    await storage.close();
    const reopened = new DatasetsLibSQL({ url });
    expect((await reopened.getDatasetById({ id }))?.name).toBe('Kept');
    await reopened.close();
  });

  test('tables of the same names behind one client are refused by our storage', async () => {
    const client = createClient({ url: `file:${join(folder, 'client.db')}` });
    const storage = withVersionedDatasets(storeOfClient(client), new DatasetsLibSQL({ client }));
    await expect(storage.init()).rejects.toMatchObject({ id: 'MASTRA_DATASETS_SCHEMA_MISMATCH' });
    expect(await tablesOf(client)).not.toContain('mastra_dataset_item_history');
    await storage.close();
  });

  test('two copies of SQLite are refused before anything is written, whatever the prefix', async () => {
    // The tests have Mastra's packages, with their own copy, beside those of the workspace.
    const url = `file:${join(folder, 'copies.db')}`;
    const store = new LibSQLStore({ id: 'app', url });
    const datasets = new DatasetsLibSQL({ url, tablePrefix: 'own_' });
    const storage = withVersionedDatasets(store, datasets);
    await expect(storage.init()).rejects.toMatchObject({ id: 'MASTRA_DATASETS_SHARED_FILE' });
    expect(await tablesOf(mastrasClient(url))).toEqual([]);
    await storage.close();
  });

  test('with a prefix and one copy of SQLite both live on', async () => {
    const url = `file:${join(folder, 'one-copy.db')}`;
    const client = createClient({ url });
    const byUrl = new DatasetsLibSQL({ url, tablePrefix: 'own_' });
    for (const datasets of [new DatasetsLibSQL({ client, tablePrefix: 'shared_' }), byUrl]) {
      const storage = withVersionedDatasets(storeOfClient(client), datasets);
      const mastra = new Mastra({ storage, logger: false });
      const dataset = await mastra.datasets.create({ name: 'Accepted' });
      expect((await dataset.addItem({ input: 1 })).datasetVersion).toBe(1);
      await datasets.close();
    }
    const tables = await tablesOf(client);
    expect(tables).toContain('own_mastra_dataset_items');
    expect(tables).toContain('shared_mastra_dataset_items');
  });

  test('a file of their own needs no prefix', async () => {
    const store = new LibSQLStore({ id: 'app', url: `file:${join(folder, 'rest.db')}` });
    const datasets = new DatasetsLibSQL({ url: `file:${join(folder, 'datasets.db')}` });
    const mastra = new Mastra({ storage: withVersionedDatasets(store, datasets), logger: false });
    const dataset = await mastra.datasets.create({ name: 'Accepted' });
    expect((await dataset.addItem({ input: 1 })).datasetVersion).toBe(1);
    await mastra.shutdown();
  });
});

describe('in one PostgreSQL database', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });

  afterAll(() => server.stop());

  test('tables of the same names are refused before anything is written', async () => {
    const connectionString = await server.createDatabase();
    const make = (options: object) =>
      withVersionedDatasets(
        new PostgresStore({ id: 'app', connectionString }),
        new DatasetsPG({ connectionString, ...options }),
      );
    const refused = make({});
    await expect(refused.init()).rejects.toMatchObject(SHARED);
    await refused.close();
    const database = connectionString.slice(connectionString.lastIndexOf('/') + 1);
    const tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    expect(await server.query(tables, database)).toEqual([]);
    const storage = make({ tablePrefix: 'own_' });
    await storage.init();
    await storage.close();
    const inSchema = make({ schema: 'own' });
    await inSchema.init();
    await inSchema.close();
  });

  test('another database of the server, and another server, are no hindrance', async () => {
    const other = await startPostgres();
    try {
      for (const elsewhere of [await server.createDatabase(), other.urlOf()]) {
        const connectionString = await server.createDatabase();
        const storage = withVersionedDatasets(
          new PostgresStore({ id: 'app', connectionString }),
          new DatasetsPG({ connectionString: elsewhere }),
        );
        await storage.init();
        await storage.close();
      }
    } finally {
      await other.stop();
    }
  });

  test('tables of ours that are there already are kept from harm', async () => {
    const connectionString = await server.createDatabase();
    const ours = new DatasetsPG({ connectionString });
    const { id } = await ours.createDataset({ name: 'Kept' });
    const storage = withVersionedDatasets(
      new PostgresStore({ id: 'app', connectionString }),
      new DatasetsPG({ connectionString, tablePrefix: 'own_' }),
    );
    await expect(storage.init()).rejects.toMatchObject(SHARED);
    expect((await ours.getDatasetById({ id }))?.name).toBe('Kept');
    await ours.close();
    await storage.close();
  });
});
