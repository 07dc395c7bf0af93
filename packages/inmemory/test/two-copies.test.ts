import * as core from '@mastra-datasets/core';
import { describe, expect, it, vi } from 'vitest';
import { DatasetsInMemory } from '../src/index.js';

/** Loads the packages a second time, as a process does that imports and requires them. */
async function secondCopy() {
  vi.resetModules();
  const other = await import('../src/index.js');
  const otherCore = await import('@mastra-datasets/core');
  expect(otherCore.DatasetsError).not.toBe(core.DatasetsError);
  return { ...otherCore, ...other };
}

describe('two copies of the packages in one process', () => {
  it("recognise each other's errors", async () => {
    const copy = await secondCopy();
    const error = await new copy.DatasetsInMemory()
      .addItem({ datasetId: 'nope', input: 1 })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(core.DatasetsError);
    expect(new core.DatasetsError('CLOSED', 'closed')).toBeInstanceOf(copy.DatasetsError);
    expect(new Error('other')).not.toBeInstanceOf(core.DatasetsError);
    expect(null).not.toBeInstanceOf(core.DatasetsError);
  });

  it('tell subclasses apart as ever', () => {
    class Special extends core.DatasetsError {}
    expect(new core.DatasetsError('CLOSED', 'closed')).not.toBeInstanceOf(Special);
    expect(new Special('CLOSED', 'closed')).toBeInstanceOf(core.DatasetsError);
    expect(new DatasetsInMemory()).toBeInstanceOf(core.VersionedDatasetsStorage);
    expect({}).not.toBeInstanceOf(core.VersionedDatasetsStorage);
  });

  it('copy datasets to each other, all the same', async () => {
    const copy = await secondCopy();
    const source = new copy.DatasetsInMemory();
    const target = new DatasetsInMemory();
    const { id: datasetId } = await source.createDataset({ name: 'd' });
    await source.addItem({ datasetId, input: { a: [1, null] }, expectedOutput: null });
    await source.copyDatasetTo(target, { datasetId });
    const pagination = { page: 0, perPage: false } as const;
    const list = await source.listItems({ datasetId, pagination });
    expect(list.items).toHaveLength(1);
    expect(await target.listItems({ datasetId, pagination })).toStrictEqual(list);
    await target.deleteDataset({ id: datasetId });
    const lost = target.copyDatasetTo(source, { datasetId });
    await expect(lost).rejects.toBeInstanceOf(core.DatasetsError);
    await expect(lost).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
  });
});
