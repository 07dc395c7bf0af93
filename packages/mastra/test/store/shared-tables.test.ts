import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import { LibSQLStore } from '@mastra/libsql';
import { PostgresStore } from '@mastra/pg';
import { createClient } from '@libsql/client';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { DatasetsPG } from '@mastra-datasets/pg';
import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withVersionedDatasets } from '../../src/index.js';
import { temporaryFolder } from '../temporary-folder.js';

const SHARED = { id: 'MASTRA_DATASETS_SHARED_TABLES' };
const folder = temporaryFolder();

/** The names of all tables of a file. */
async function tablesOf(file: string): Promise<string[]> {
  const client = createClient({ url: `file:${file}` });
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
    expect(await tablesOf(file)).toEqual([]);
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
    const elsewhere = new DatasetsLibSQL({ url: ':memory:' });
    const storage = withVersionedDatasets(new LibSQLStore({ id: 'app', url }), elsewhere);
    await expect(storage.init()).rejects.toMatchObject(SHARED);
    expect((await ours.getDatasetById({ id }))?.name).toBe('Kept');
    await ours.close();
    await storage.close();
  });

  test('a client that both use is refused by our storage, which then has written nothing', async () => {
    const file = join(folder, 'client.db');
    const client = createClient({ url: `file:${file}` });
    // @ts-expect-error -- under exactOptionalPropertyTypes it takes no client of @libsql/client
    const store = new LibSQLStore({ id: 'app', client });
    const storage = withVersionedDatasets(store, new DatasetsLibSQL({ client }));
    await expect(storage.init()).rejects.toMatchObject({ id: 'MASTRA_DATASETS_SCHEMA_MISMATCH' });
    expect(await tablesOf(file)).not.toContain('mastra_dataset_item_history');
    await storage.close();
  });

  test('with a prefix both live on, and a file of its own needs none', async () => {
    const file = join(folder, 'both.db');
    const url = `file:${file}`;
    for (const options of [{ url, tablePrefix: 'own_' }, { url: `file:${file}-2` }]) {
      const store = new LibSQLStore({ id: 'app', url });
      const storage = withVersionedDatasets(store, new DatasetsLibSQL(options));
      const mastra = new Mastra({ storage, logger: false });
      const dataset = await mastra.datasets.create({ name: 'Accepted' });
      expect((await dataset.addItem({ input: 1 })).datasetVersion).toBe(1);
      await mastra.shutdown();
    }
    expect(await tablesOf(file)).toContain('own_mastra_dataset_items');
    expect(existsSync(`${file}-2`)).toBe(true);
  });
});

describe('in one PostgreSQL database', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });

  afterAll(() => server.stop());

  test('our storage refuses the names that are taken, and Mastra goes on', async () => {
    const connectionString = await server.createDatabase();
    const make = (options: object) =>
      withVersionedDatasets(
        new PostgresStore({ id: 'app', connectionString }),
        new DatasetsPG({ connectionString, ...options }),
      );
    const refused = make({});
    await expect(refused.init()).rejects.toMatchObject({ id: 'MASTRA_DATASETS_SCHEMA_MISMATCH' });
    await refused.close();
    const storage = make({ tablePrefix: 'own_' });
    await storage.init();
    await storage.close();
    const inSchema = make({ schema: 'own' });
    await inSchema.init();
    await inSchema.close();
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
