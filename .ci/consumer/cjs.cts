import core = require('@mastra-datasets/core');
import storage = require('@mastra-datasets/core/storage');
import inMemory = require('@mastra-datasets/inmemory');
import libsql = require('@mastra-datasets/libsql');
import pg = require('@mastra-datasets/pg');

async function main(): Promise<void> {
  if (storage.DatasetsStorage !== core.DatasetsStorage) throw new Error('two copies of a class');
  for (const store of [new inMemory.InMemoryStore(), new libsql.LibSQLStore({ url: ':memory:' })]) {
    const { datasets } = new core.Mastra({ storage: store }).getStorage();
    const { id: datasetId } = await datasets.createDataset({ name: 'Consumer' });
    const item = await datasets.addItem({ datasetId, input: 'before' });
    await datasets.updateItem({ datasetId, id: item.id, input: 'after' });
    const [first] = await datasets.getItemsByVersion({ datasetId, version: item.version });
    if (first?.input !== 'before') throw new Error('the first version is not what it was');
    const failure: unknown = await datasets
      .deleteItem({ datasetId, id: 'unknown' })
      .catch((error: unknown) => error);
    if (!(failure instanceof core.DatasetsError)) throw new Error('two copies of DatasetsError');
    await store.close();
  }
  // No server is there, so this is about what the package exports.
  const unreachable = new pg.PostgresStore({
    connectionString: 'postgres://127.0.0.1:1/none',
    lockTimeoutMs: 0,
  });
  const failure: unknown = await unreachable.init().catch((error: unknown) => error);
  if (!(failure instanceof core.DatasetsError)) throw failure;
  if (failure.code !== 'STORAGE_BUSY') throw failure;
  console.log('CommonJS: all adapters work.');
}

void main();
