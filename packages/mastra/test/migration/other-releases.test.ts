import { join } from 'node:path';
import { LibSQLStore } from '@mastra/libsql';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { expect, test } from 'vitest';
import { copyFromMastra, copyToMastra } from '../../src/index.js';
import { mastrasClient } from '../mastras-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { domainOf, makeStockDatasets } from './stock-datasets.js';

const folder = temporaryFolder();
let count = 0;

/** A file with the datasets that the tests migrate, and a client to change its tables by. */
async function openStock() {
  count += 1;
  const url = `file:${join(folder, `${count}.db`)}`;
  const store = new LibSQLStore({ id: 'stock', url });
  await makeStockDatasets(store);
  return { url, store, client: mastrasClient(url) };
}

test('fields that a newer Mastra has come along, and go back to where there is a place', async () => {
  const { store, client } = await openStock();
  await client.batch([
    'ALTER TABLE mastra_dataset_items ADD COLUMN "timeout" INTEGER',
    'ALTER TABLE mastra_dataset_items ADD COLUMN "limits" TEXT',
    'ALTER TABLE mastra_dataset_items ADD COLUMN "note" TEXT',
    'ALTER TABLE mastra_datasets ADD COLUMN "owner" TEXT',
    `UPDATE mastra_dataset_items SET "timeout" = 30, "limits" = jsonb('{"tokens":[1,2]}'),
      "note" = '12' WHERE "datasetId" = 'fast'`,
    `UPDATE mastra_datasets SET "owner" = 'ann' WHERE "id" = 'fast'`,
  ]);
  const target = new DatasetsInMemory();
  await copyFromMastra(store, target);
  const [item] = await target.getItemsByVersion({ datasetId: 'fast', version: 1 });
  expect(item?.attributes).toEqual({ timeout: 30, limits: { tokens: [1, 2] }, note: '12' });
  const dataset = await target.getDatasetById({ id: 'fast' });
  expect(dataset?.attributes).toEqual({ owner: 'ann' });

  const { store: older, client: olderClient } = await openStock();
  await olderClient.batch(['DELETE FROM mastra_dataset_items', 'DELETE FROM mastra_datasets']);
  await olderClient.execute('DELETE FROM mastra_dataset_versions');
  const lost = copyToMastra(target, older, { datasetIds: ['fast'] });
  await expect(lost).rejects.toMatchObject({
    details: {
      losses: [
        { kind: 'datasetAttribute', name: 'owner', count: 1 },
        { kind: 'itemAttribute', name: 'timeout', count: 4 },
        { kind: 'itemAttribute', name: 'limits', count: 4 },
        { kind: 'itemAttribute', name: 'note', count: 4 },
      ],
    },
  });
  const attributes = { timeout: 60, limits: { tokens: [] }, note: '13' };
  await target.addItem({ datasetId: 'fast', input: 1, attributes });
  const { datasets, losses } = await copyToMastra(target, store, { datasetIds: ['fast'] });
  expect(losses).toEqual([]);
  expect(datasets[0]?.copied).toBe(1);
  client.close();
  olderClient.close();
  await Promise.all([store.close(), older.close()]);
});

test('tables of an older Mastra are read, and have to be brought up to date to be written', async () => {
  const { url, store, client } = await openStock();
  const columns = ['expectedTrajectory', 'toolMocks', 'unmockedToolPolicy'];
  for (const column of columns) {
    await client.execute(`ALTER TABLE mastra_dataset_items DROP COLUMN "${column}"`);
  }
  await client.execute(`UPDATE mastra_dataset_items SET "input" = json("input")`);
  const target = new DatasetsInMemory();
  await copyFromMastra(store, target);
  const [item] = await target.getItemHistory({ datasetId: 'full', externalId: 'case-1' });
  expect(item?.item.input).toEqual({ q: 'third state' });
  expect(Object.keys(item?.item.attributes ?? {})).toEqual(['requestContext', 'scorerIds']);
  await target.addItem({ datasetId: 'full', input: { q: 'more' } });
  const options = { datasetIds: ['full'] };
  await expect(copyToMastra(target, store, options)).rejects.toMatchObject({
    code: 'SCHEMA_MISMATCH',
    details: { missing: columns },
  });
  // A newer release adds what is missing when it starts.
  const newer = new LibSQLStore({ id: 'newer', url });
  await copyToMastra(target, newer, options);
  expect((await domainOf(newer).getDatasetById({ id: 'full' }))?.version).toBe(9);
  await newer.close();
  client.close();
  await store.close();
});

test('metadata that only look like those of a purged item lose nothing', async () => {
  const { store, client } = await openStock();
  const domain = domainOf(store);
  const metadata = { __purged: true, purgedAt: new Date(0).toISOString() };
  const item = await domain.addItem({ datasetId: 'fast', input: 'kept', metadata });
  const target = new DatasetsInMemory();
  await copyFromMastra(store, target);
  expect(await target.getItemById({ id: item.id })).toMatchObject({
    input: 'kept',
    context: metadata,
  });
  client.close();
  await store.close();
});

test('a version far ahead of all others is refused', async () => {
  const { store, client } = await openStock();
  await domainOf(store).createDatasetVersion('numbers', 2_000_000_000);
  const copy = copyFromMastra(store, new DatasetsInMemory(), { datasetIds: ['numbers'] });
  await expect(copy).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    details: { datasetId: 'numbers', number: 2_000_000_000 },
  });
  client.close();
  await store.close();
});
