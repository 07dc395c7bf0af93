import { PostgresStore } from '@mastra/pg';
import { DatasetsPG } from '@mastra-datasets/pg';
import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll } from 'vitest';
import { withVersionedDatasets } from '../../src/index.js';
import { testContract } from './contract.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

// What is registered last is closed first: the store before its server.
afterAll(() => server.stop());

testContract({
  kind: 'bridge',
  async create() {
    const connectionString = await server.createDatabase();
    return withVersionedDatasets(
      new PostgresStore({ id: 'app', connectionString }),
      new DatasetsPG({ connectionString, tablePrefix: 'versioned_' }),
    );
  },
});
