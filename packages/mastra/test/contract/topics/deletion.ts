import { expect } from 'vitest';
import type { Check } from '../contract.js';

export function deletion(check: Check): void {
  check('a deleted dataset is gone with its items and versions', async ({ mastra, domain }) => {
    const dataset = await mastra.datasets.create({ name: 'Deletion' });
    const { id } = await dataset.addItem({ input: 1 });
    await mastra.datasets.delete({ id: dataset.id });
    expect(await domain.getDatasetById({ id: dataset.id })).toBeNull();
    expect(await domain.getItemById({ id })).toBeNull();
    expect(await domain.getItemHistory(id)).toEqual([]);
    expect(await domain.getItemsByVersion({ datasetId: dataset.id, version: 1 })).toEqual([]);
    const pagination = { page: 0, perPage: 10 };
    const { versions } = await domain.listDatasetVersions({ datasetId: dataset.id, pagination });
    expect(versions).toEqual([]);
  });

  check('deleting an unknown dataset does nothing', async ({ domain }) => {
    await domain.deleteDataset({ id: 'nobody' });
    await domain.deleteDataset({ id: 'nobody', filters: { organizationId: 'o' } });
  });

  check('the experiments of a deleted dataset stay, detached', async ({ mastra, experiments }) => {
    const dataset = await mastra.datasets.create({ name: 'Deletion' });
    const other = await mastra.datasets.create({ name: 'Another' });
    const input = { datasetVersion: 1, targetType: null, targetId: null, totalItems: 0 };
    const { id } = await experiments.createExperiment({ ...input, datasetId: dataset.id });
    const kept = await experiments.createExperiment({ ...input, datasetId: other.id });
    await mastra.datasets.delete({ id: dataset.id });
    const detached = await experiments.getExperimentById({ id });
    expect(detached).toMatchObject({ id, datasetId: null, datasetVersion: null });
    const attached = await experiments.getExperimentById({ id: kept.id });
    expect(attached).toMatchObject({ datasetId: other.id, datasetVersion: 1 });
    const pagination = { page: 0, perPage: 10 };
    const found = await experiments.listExperiments({ datasetId: dataset.id, pagination });
    expect(found.experiments).toEqual([]);
  });

  check('an id is free again after the deletion', async ({ mastra }) => {
    const id = 'used-twice';
    const first = await mastra.datasets.create({ id, name: 'First', organizationId: 'a' });
    const { id: itemId } = await first.addItem({ input: 1 });
    expect((await first.getItem({ itemId }))?.organizationId).toBe('a');
    await mastra.datasets.delete({ id });
    const second = await mastra.datasets.create({ id, name: 'Second', organizationId: 'b' });
    expect(await second.getDetails()).toMatchObject({ name: 'Second', version: 0 });
    const item = await second.addItem({ input: 2 });
    expect((await second.getItem({ itemId: item.id }))?.organizationId).toBe('b');
    expect((await second.updateItem({ itemId: item.id, input: 3 })).organizationId).toBe('b');
  });
}
