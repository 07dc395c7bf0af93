import { expect } from 'vitest';
import type { Check } from '../contract.js';
import { inputs, page, snapshot } from '../lists.js';

export function versions(check: Check): void {
  check('a snapshot holds exactly what there was', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Versions' });
    const [a, b] = [await dataset.addItem({ input: 'a' }), await dataset.addItem({ input: 'b' })];
    await dataset.updateItem({ itemId: a.id, input: 'A' });
    await dataset.deleteItem({ itemId: b.id });
    const expected = [[], ['a'], ['a', 'b'], ['A', 'b'], ['A']];
    for (const [version, content] of expected.entries()) {
      expect(inputs(await snapshot(dataset, version))).toEqual(content);
      const { items, pagination } = await page(dataset, { version, perPage: 1 });
      expect(items).toHaveLength(Math.min(1, content.length));
      expect(pagination.total).toBe(content.length);
    }
    expect((await dataset.getItem({ itemId: a.id, version: 2 }))?.input).toBe('a');
    expect(await dataset.getItem({ itemId: b.id, version: 1 })).toBeNull();
  });

  check('a version beyond the newest is the newest', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Versions' });
    const { id: itemId } = await dataset.addItem({ input: 1 });
    expect(inputs(await snapshot(dataset, 99))).toEqual([1]);
    expect((await page(dataset, { version: 99 })).pagination.total).toBe(1);
    expect((await dataset.getItem({ itemId, version: 99 }))?.input).toBe(1);
  });

  check('a version before the first holds nothing', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Versions' });
    const { id: itemId } = await dataset.addItem({ input: 1 });
    expect(await snapshot(dataset, -1)).toEqual([]);
    expect((await page(dataset, { version: -1 })).pagination.total).toBe(0);
    expect(await dataset.getItem({ itemId, version: 0 })).toBeNull();
  });

  check('an unknown dataset has no items, versions or history', async ({ domain }) => {
    const pagination = { page: 0, perPage: 10 };
    const datasetId = 'nobody';
    expect((await domain.listItems({ datasetId, pagination })).items).toEqual([]);
    expect((await domain.listItems({ datasetId, pagination, version: 1 })).items).toEqual([]);
    expect(await domain.getItemsByVersion({ datasetId, version: 1 })).toEqual([]);
    expect((await domain.listDatasetVersions({ datasetId, pagination })).versions).toEqual([]);
    expect(await domain.getItemHistory('nobody')).toEqual([]);
    expect(await domain.getItemById({ id: 'nobody' })).toBeNull();
    expect(await domain.getItemById({ id: 'nobody', datasetVersion: 1 })).toBeNull();
  });

  check('versions are listed newest first, without the making', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Versions' });
    expect((await dataset.listVersions()).versions).toEqual([]);
    for (const input of [1, 2, 3]) await dataset.addItem({ input });
    const all = await dataset.listVersions();
    expect(all.versions.map(({ version }) => version)).toEqual([3, 2, 1]);
    expect(new Set(all.versions.map(({ id }) => id)).size).toBe(3);
    for (const { datasetId, createdAt } of all.versions) {
      expect(datasetId).toBe(dataset.id);
      expect(createdAt).toBeInstanceOf(Date);
    }
    const second = await dataset.listVersions({ page: 1, perPage: 2 });
    expect(second.versions.map(({ version }) => version)).toEqual([1]);
    expect(second.pagination).toEqual({ page: 1, perPage: 2, total: 3, hasMore: false });
    const last = await dataset.listVersions({ page: 0, perPage: 3 });
    expect(last.pagination).toEqual({ page: 0, perPage: 3, total: 3, hasMore: false });
  });

  check('all versions at once', async ({ mastra, domain }) => {
    const dataset = await mastra.datasets.create({ name: 'Versions' });
    for (const input of [1, 2]) await dataset.addItem({ input });
    const pagination = { page: 0, perPage: false } as const;
    const all = await domain.listDatasetVersions({ datasetId: dataset.id, pagination });
    expect(all.versions).toHaveLength(2);
    expect(all.pagination).toEqual({ page: 0, perPage: false, total: 2, hasMore: false });
  });

  check('the history of an item has every state, newest first', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Versions' });
    const { id: itemId } = await dataset.addItem({ input: 'a', metadata: { m: 1 } });
    await dataset.addItem({ input: 'other' });
    await dataset.updateItem({ itemId, input: 'b' });
    const before = await dataset.getItemHistory({ itemId });
    const fields = (rows: typeof before) =>
      rows.map(({ datasetVersion, validTo, isDeleted, input }) => [
        datasetVersion,
        validTo,
        isDeleted,
        input,
      ]);
    expect(fields(before)).toEqual([
      [3, null, false, 'b'],
      [1, 3, false, 'a'],
    ]);
    await dataset.deleteItem({ itemId });
    const after = await dataset.getItemHistory({ itemId });
    expect(fields(after)).toEqual([
      [4, null, true, 'b'],
      [3, 4, false, 'b'],
      [1, 3, false, 'a'],
    ]);
    expect(after[0]).toMatchObject({ metadata: { m: 1 }, datasetId: dataset.id });
    expect(after[0]?.createdAt).toEqual(after[2]?.createdAt);
  });

  check('the next version can be made without a change', async ({ mastra, domain }) => {
    const dataset = await mastra.datasets.create({ name: 'Versions' });
    await dataset.addItem({ input: 1 });
    const made = await domain.createDatasetVersion(dataset.id, 2);
    expect(made).toMatchObject({ datasetId: dataset.id, version: 2 });
    expect((await dataset.listVersions()).versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(inputs(await snapshot(dataset, 2))).toEqual([1]);
  });

  check('a version that is made is the newest, and is made once', async ({ mastra, domain }) => {
    const dataset = await mastra.datasets.create({ name: 'Versions' });
    await dataset.addItem({ input: 1 });
    const made = await domain.createDatasetVersion(dataset.id, 2);
    expect(await domain.createDatasetVersion(dataset.id, 2)).toEqual(made);
    expect((await dataset.getDetails()).version).toBe(2);
    expect((await dataset.addItem({ input: 2 })).datasetVersion).toBe(3);
    expect((await domain.createDatasetVersion(dataset.id, 1)).version).toBe(1);
    expect((await dataset.listVersions()).pagination.total).toBe(3);
  });

  check('a version that would leave a gap is refused', async ({ mastra, domain }) => {
    const dataset = await mastra.datasets.create({ name: 'Versions' });
    for (const version of [0, 2, 1.5]) {
      await expect(domain.createDatasetVersion(dataset.id, version)).rejects.toMatchObject({
        id: 'DATASET_VERSION_INVALID',
      });
    }
    await expect(domain.createDatasetVersion('nobody', 1)).rejects.toThrow();
  });
}
