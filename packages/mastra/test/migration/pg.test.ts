import { PostgresStore } from '@mastra/pg';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { DatasetsPG } from '@mastra-datasets/pg';
import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyFromMastra, copyToMastra, MastraDatasets } from '../../src/index.js';
import { expectSame } from './same-datasets.js';
import { domainOf, makeStockDatasets } from './stock-datasets.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

test.each([undefined, 'app'])(
  'a copy of the tables of @mastra/pg in the schema %s has every version, and goes back',
  async (schemaName) => {
    const connectionString = await server.createDatabase();
    const place = schemaName === undefined ? {} : { schemaName };
    const store = new PostgresStore({ id: 'stock', connectionString, ...place });
    await makeStockDatasets(store);
    const target = new DatasetsPG({ connectionString, tablePrefix: 'versioned_' });
    const { datasets } = await copyFromMastra(store, target);
    expect(datasets.map(({ name, versions }) => [name, versions])).toEqual([
      ['Fast', 6],
      ['Full', 9],
      ['Empty', 1],
      ['Numbers', 6],
    ]);
    await expectSame(domainOf(store), new MastraDatasets(target));
    expect((await target.verify({ datasetId: 'full' })).problems).toEqual([]);

    const back = new PostgresStore({
      id: 'back',
      connectionString: await server.createDatabase(),
    });
    await copyToMastra(target, back);
    await expectSame(new MastraDatasets(target), domainOf(back));
    await Promise.all([store.close(), target.close(), back.close()]);
  },
);

test('text that PostgreSQL cannot store is found before anything is written', async () => {
  const source = new DatasetsInMemory();
  const { id: datasetId } = await source.createDataset({ name: 'Odd' });
  await source.addItem({ datasetId, input: 'a literal \\u0000 is none' });
  const store = new PostgresStore({ id: 'odd', connectionString: await server.createDatabase() });
  await copyToMastra(source, store);
  const { id: itemId } = await source.addItem({ datasetId, input: { half: '\ud800' } });
  await expect(copyToMastra(source, store, { acceptLosses: true })).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    details: { datasetId, itemId },
  });
  const dataset = await domainOf(store).getDatasetById({ id: datasetId });
  expect(dataset?.version).toBe(1);
  await store.close();
});
