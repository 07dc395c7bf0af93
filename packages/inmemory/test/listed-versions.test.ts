import { DatasetsStorage, type GetVersionInput } from '@mastra-datasets/core';
import { expect, it } from 'vitest';
import { DatasetsInMemory } from '../src/index.js';

/** Finds versions as an adapter does that only lists them. */
function listed(storage: DatasetsStorage, input: GetVersionInput) {
  return DatasetsStorage.prototype.getVersion.call(storage, input);
}

it('an adapter that lists versions finds each of them', async () => {
  const storage = new DatasetsInMemory();
  const { id: datasetId, version: creation } = await storage.createDataset({ name: 'listed' });
  for (let input = 0; input < 250; input += 1) await storage.addItem({ datasetId, input });
  await storage.tagVersion({ datasetId, version: 7, tag: 'release' });
  const seventh = await storage.getVersion({ datasetId, version: 7 });
  const between = new Date((seventh?.version.getTime() ?? 0) + 0.5);
  for (const version of [undefined, 0, 7, 250, 'release', creation, between, new Date()]) {
    const expected = await storage.getVersion({ datasetId, version });
    expect(await listed(storage, { datasetId, version })).toStrictEqual(expected);
  }
  expect(await listed(storage, { datasetId, version: new Date(0) })).toBeNull();
  expect(await listed(storage, { datasetId: 'none', version: 1 })).toBeNull();
  for (const version of [251, 'unknown']) {
    const finding = listed(storage, { datasetId, version });
    await expect(finding).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
  }
});
