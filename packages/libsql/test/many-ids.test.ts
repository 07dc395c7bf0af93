import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';

/** More than one statement of a commit names. */
const COUNT = 21_000;

let storage: DatasetsLibSQL;
let datasetId: string;
let ids: string[];

beforeEach(async () => {
  storage = new DatasetsLibSQL({ url: ':memory:' });
  ({ id: datasetId } = await storage.createDataset({ name: 'many' }));
  const items = Array.from({ length: COUNT }, (_, input) => ({ input, externalId: `${input}` }));
  ids = (await storage.addItems({ datasetId, items })).map(({ id }) => id);
});

afterEach(() => storage.close());

describe('a commit with more ids than a statement takes', () => {
  it('updates and deletes them all in one version', async () => {
    const updated = await storage.updateItems({
      datasetId,
      items: ids.map((id, index) => ({ id, input: -index })),
    });
    expect(updated.map(({ id }) => id)).toEqual(ids);
    await storage.deleteItems({ datasetId, ids });
    const { versions } = await storage.listVersions({
      datasetId,
      pagination: { page: 0, perPage: false },
    });
    expect(versions).toMatchObject([
      { deleted: COUNT, itemCount: 0 },
      { updated: COUNT },
      { added: COUNT },
      { number: 0 },
    ]);
    const restored = await storage.restoreVersion({ datasetId, version: 1 });
    expect(restored).toMatchObject({ added: COUNT, itemCount: COUNT });
    expect(await storage.verify({ datasetId })).toMatchObject({ items: COUNT, problems: [] });
    const found = await storage.listItems({
      datasetId,
      ids,
      pagination: { page: 0, perPage: 1 },
    });
    expect(found.pagination.total).toBe(COUNT);
  });

  it('is refused whole when one of them is unknown', async () => {
    const before = await storage.snapshotDigest({ datasetId });
    const unknown = [...ids.slice(1), 'unknown'];
    await expect(storage.deleteItems({ datasetId, ids: unknown })).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
      details: { id: 'unknown' },
    });
    const items = unknown.map((id) => ({ id, input: 0 }));
    await expect(storage.updateItems({ datasetId, items })).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
    });
    expect(await storage.snapshotDigest({ datasetId })).toBe(before);
    expect(await storage.verify({ datasetId })).toMatchObject({ commits: 2, problems: [] });
  });
});
