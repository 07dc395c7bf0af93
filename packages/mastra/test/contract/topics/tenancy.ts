import { expect } from 'vitest';
import type { Check } from '../contract.js';

const OWNER = { organizationId: 'tenancy', projectId: 'mine' };
const FOREIGN = { filters: { organizationId: 'tenancy', projectId: 'foreign' } };

export function tenancy(check: Check): void {
  check('the items of a dataset inherit whose they are', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Tenancy', ...OWNER });
    const item = await dataset.addItem({ input: 1 });
    expect(item).toMatchObject(OWNER);
    expect(await dataset.updateItem({ itemId: item.id, input: 2 })).toMatchObject(OWNER);
    expect(await dataset.getItem({ itemId: item.id })).toMatchObject(OWNER);
    expect(await dataset.getItem({ itemId: item.id, version: 1 })).toMatchObject(OWNER);
    const [row] = await dataset.getItemHistory({ itemId: item.id });
    expect(row).toMatchObject(OWNER);
  });

  check("another's dataset cannot be read", async ({ mastra, domain }) => {
    const { id } = await mastra.datasets.create({ name: 'Tenancy', ...OWNER });
    expect(await domain.getDatasetById({ id, ...FOREIGN })).toBeNull();
    expect(await domain.getDatasetById({ id, filters: OWNER })).toMatchObject({ id });
    expect(await domain.getDatasetById({ id, filters: { projectId: 'mine' } })).not.toBeNull();
    await domain.addItem({ datasetId: id, input: 1 });
    const pagination = { page: 0, perPage: 10 };
    const found = await domain.listItems({ datasetId: id, pagination, ...FOREIGN });
    expect(found).toEqual({ items: [], pagination: { ...found.pagination, total: 0 } });
    await expect(mastra.datasets.get({ id, organizationId: 'other' })).rejects.toMatchObject({
      id: 'DATASET_NOT_FOUND',
    });
  });

  check("another's dataset cannot be changed", async ({ mastra, domain }) => {
    const dataset = await mastra.datasets.create({ name: 'Tenancy', ...OWNER });
    const { id } = dataset;
    const item = await dataset.addItem({ input: 1 });
    const named = { id: item.id, datasetId: id };
    await expect(domain.updateDataset({ id, name: 'Stolen', ...FOREIGN })).rejects.toThrow();
    await expect(domain.addItem({ datasetId: id, input: 2, ...FOREIGN })).rejects.toThrow();
    const items = [{ input: 2 }];
    await expect(domain.batchInsertItems({ datasetId: id, items, ...FOREIGN })).rejects.toThrow();
    await expect(domain.updateItem({ ...named, input: 2, ...FOREIGN })).rejects.toThrow();
    const deletion = domain.batchDeleteItems({ datasetId: id, itemIds: [item.id], ...FOREIGN });
    await expect(deletion).rejects.toThrow();
    // These do not tell whether there is anything.
    await domain.deleteItem({ ...named, ...FOREIGN });
    await domain.purgeItem({ ...named, ...FOREIGN });
    await domain.deleteDataset({ id, ...FOREIGN });
    expect(await dataset.getItem({ itemId: item.id })).toEqual(item);
    expect(await dataset.getDetails()).toMatchObject({ name: 'Tenancy', version: 1 });
  });

  check('a handle with a scope keeps to it', async ({ mastra }) => {
    const { id } = await mastra.datasets.create({ name: 'Tenancy', ...OWNER });
    const scoped = await mastra.datasets.get({ id, ...OWNER });
    const { id: itemId } = await scoped.addItem({ input: 1 });
    await scoped.updateItem({ itemId, input: 2 });
    expect((await scoped.listVersions()).versions).toHaveLength(2);
    await scoped.deleteItem({ itemId });
    await mastra.datasets.delete({ id, organizationId: 'other' });
    await scoped.getDetails();
    await mastra.datasets.delete({ id, ...OWNER });
    await expect(scoped.getDetails()).rejects.toMatchObject({ id: 'DATASET_NOT_FOUND' });
  });
}
