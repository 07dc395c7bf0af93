import { join } from 'node:path';
import { createClient, type Client } from '@libsql/client';
import { InMemoryStore, type MastraCompositeStore } from '@mastra/core/storage';
import { LibSQLStore } from '@mastra/libsql';
import { PostgresStore } from '@mastra/pg';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { DatasetsPG } from '@mastra-datasets/pg';
import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { afterAll } from 'vitest';
import { withVersionedDatasets } from '../src/index.js';

type MakeStore = (folder: string) => MastraCompositeStore | Promise<MastraCompositeStore>;

let starting: Promise<PostgresServer> | undefined;

// The stores of a file of tests are closed before, as they are closed further in.
afterAll(async () => (await starting)?.stop());

/** A store of Mastra on a client that others use, too. */
export function storeOfClient(client: Client): LibSQLStore {
  // @ts-expect-error -- under exactOptionalPropertyTypes it takes no client of @libsql/client
  return new LibSQLStore({ id: 'app', client });
}

/** The ways in which a storage is put beside Mastra's own store. */
export const STORES: readonly [name: string, make: MakeStore][] = [
  ['in memory', () => withVersionedDatasets(new InMemoryStore(), new DatasetsInMemory())],
  [
    'in the file of the other data',
    (folder) => {
      const client = createClient({ url: `file:${join(folder, 'app.db')}` });
      const datasets = new DatasetsLibSQL({ client, tablePrefix: 'versioned_' });
      return withVersionedDatasets(storeOfClient(client), datasets);
    },
  ],
  [
    'in a file of its own',
    (folder) => {
      const store = new LibSQLStore({ id: 'app', url: `file:${join(folder, 'rest.db')}` });
      const url = `file:${join(folder, 'datasets.db')}`;
      return withVersionedDatasets(store, new DatasetsLibSQL({ url }));
    },
  ],
  [
    'in the PostgreSQL database of the other data',
    async () => {
      starting ??= startPostgres();
      const connectionString = await (await starting).createDatabase();
      const datasets = new DatasetsPG({ connectionString, tablePrefix: 'versioned_' });
      return withVersionedDatasets(new PostgresStore({ id: 'app', connectionString }), datasets);
    },
  ],
];
