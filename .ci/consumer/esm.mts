import { DatasetsError, Mastra, TABLE_NAMES } from '@mastra-datasets/core';
import { DatasetsStorage } from '@mastra-datasets/core/storage';
import { InMemoryStore } from '@mastra-datasets/inmemory';
import { LibSQLStore } from '@mastra-datasets/libsql';
import { PostgresStore } from '@mastra-datasets/pg';
import { checkStore } from './check-store.mjs';

for (const store of [new InMemoryStore(), new LibSQLStore({ url: ':memory:' })]) {
  const { datasets } = new Mastra({ storage: store }).getStorage();
  if (!(datasets instanceof DatasetsStorage)) throw new Error('two copies of DatasetsStorage');
  await checkStore(datasets);
  await store.close();
}
// No server is there, so this is about what the package exports.
const unreachable = new PostgresStore({
  connectionString: 'postgres://127.0.0.1:1/none',
  lockTimeoutMs: 0,
});
const failure: unknown = await unreachable.init().catch((error: unknown) => error);
if (!(failure instanceof DatasetsError) || failure.code !== 'STORAGE_BUSY') throw failure;
await unreachable.close();
console.log(`ESM: all adapters work, with ${TABLE_NAMES.length} tables.`);
