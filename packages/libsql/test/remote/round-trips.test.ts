import { createClient } from '@libsql/client';
import { startSqld, type SqldServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';

let server: SqldServer;
let requests = 0;
let storage: DatasetsLibSQL;

beforeAll(async () => {
  server = await startSqld();
  const countingFetch = (...args: Parameters<typeof fetch>) => {
    requests += 1;
    return fetch(...args);
  };
  const client = createClient({ url: server.httpUrl, fetch: countingFetch });
  storage = new DatasetsLibSQL({ client });
  await storage.init();
});

afterAll(async () => {
  await storage.close();
  await server.stop();
});

async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  const before = requests;
  await work();
  return requests - before;
}

describe('over HTTP', () => {
  it('a commit is one round trip, and so are the common reads', async () => {
    const { id: datasetId } = await storage.createDataset({ name: 'counted' });
    const { id } = await storage.addItem({ datasetId, input: 0, externalId: 'key' });
    const { version, id: last } = await storage.addItem({ datasetId, input: 0 });
    const works = {
      createDataset: () => storage.createDataset({ name: 'another' }),
      addItem: () => storage.addItem({ datasetId, input: 1 }),
      updateItem: () => storage.updateItem({ datasetId, id, input: 2 }),
      'updateItem expecting a version': async () => {
        const newest = await storage.addItem({ datasetId, input: 1 });
        await storage.updateItem({ datasetId, id, input: 3, expectedVersion: newest.version });
      },
      addItems: () =>
        storage.addItems({
          datasetId,
          items: Array.from({ length: 1_000 }, (_, index) => ({ input: index })),
        }),
      '100 concurrent additions': () =>
        Promise.all(
          Array.from({ length: 100 }, (_, index) => storage.addItem({ datasetId, input: index })),
        ),
      updateItems: () => storage.updateItems({ datasetId, items: [{ id, input: 4 }] }),
      applyChanges: () =>
        storage.applyChanges({
          datasetId,
          changes: [
            { type: 'update', id, context: { by: 'test' } },
            { type: 'add', input: 5, externalId: 'other key' },
          ],
        }),
      deleteItem: () => storage.deleteItem({ datasetId, id }),
      deleteItems: () => storage.deleteItems({ datasetId, ids: [last] }),
      getItemById: () => storage.getItemById({ id }),
      getDatasetById: () => storage.getDatasetById({ id: datasetId }),
      getItemsByVersion: () => storage.getItemsByVersion({ datasetId, version }),
    };
    const counts: Record<string, number> = {};
    for (const [name, work] of Object.entries(works)) counts[name] = await requestsOf(work);
    expect(counts).toStrictEqual({
      createDataset: 1,
      addItem: 1,
      updateItem: 1,
      'updateItem expecting a version': 2,
      addItems: 1,
      '100 concurrent additions': 1,
      updateItems: 1,
      applyChanges: 1,
      deleteItem: 1,
      deleteItems: 1,
      getItemById: 1,
      getDatasetById: 1,
      getItemsByVersion: 1,
    });
  });
});
