import { Mastra, TABLE_NAMES } from '@mastra-datasets/core';
import { DatasetsStorage } from '@mastra-datasets/core/storage';
import { InMemoryStore } from '@mastra-datasets/inmemory';
import { LibSQLStore } from '@mastra-datasets/libsql';
import { checkStore } from './check-store.mjs';

for (const store of [new InMemoryStore(), new LibSQLStore({ url: ':memory:' })]) {
  const { datasets } = new Mastra({ storage: store }).getStorage();
  if (!(datasets instanceof DatasetsStorage)) throw new Error('two copies of DatasetsStorage');
  await checkStore(datasets);
  await store.close();
}
console.log(`ESM: both adapters work, with ${TABLE_NAMES.length} tables.`);
