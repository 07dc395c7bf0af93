import { createClient } from '@libsql/client';
import { expect, it } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';

it.each(['number', 'bigint', 'string'] as const)(
  'takes a client of the caller’s that gives integers as %s',
  async (intMode) => {
    const client = createClient({ url: ':memory:', intMode });
    const storage = new DatasetsLibSQL({ client });
    const { id: datasetId } = await storage.createDataset({ name: 'd', inputSchema: {} });
    const item = await storage.addItem({ datasetId, input: 1 });
    const updated = await storage.updateItem({ datasetId, id: item.id, input: 2 });
    await storage.tagVersion({ datasetId, version: 1, tag: 'first' });
    const { version } = item;
    expect(await storage.getItemsByVersion({ datasetId, version: 'first' })).toEqual([item]);
    expect(await storage.getItemHistory({ id: item.id })).toEqual([
      { item: updated, validTo: null, validToNumber: null, endedBy: null },
      { item, validTo: updated.version, validToNumber: 2, endedBy: 'update' },
    ]);
    await storage.purgeItem({ datasetId, id: item.id });
    const [mark] = await storage.getItemsByVersion({ datasetId, version });
    expect(mark?.purgedAt).toBeInstanceOf(Date);
    const list = await storage.listDatasets({ pagination: { page: 0, perPage: 1 } });
    expect(list.pagination.total).toBe(1);
    expect(await storage.verify({ datasetId })).toMatchObject({ commits: 4, problems: [] });
    await storage.close();
    client.close();
  },
);
