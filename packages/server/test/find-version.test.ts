import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { expect, test } from 'vitest';
import { findVersion } from '../src/routes/find-version.js';

/** A storage that has lost the commit of a number. */
class Damaged extends DatasetsInMemory {
  override async listVersions(options: Parameters<DatasetsInMemory['listVersions']>[0]) {
    const { versions, ...rest } = await super.listVersions(options);
    return { ...rest, versions: versions.filter(({ number }) => number !== 1) };
  }
}

test('a version that a damaged dataset has lost is not looked for without end', async () => {
  const storage = new Damaged();
  const { id } = await storage.createDataset({ name: 'Damaged' });
  for (const input of [1, 2]) await storage.addItem({ datasetId: id, input });
  expect(await findVersion(storage, id, 2)).toMatchObject({ number: 2 });
  await expect(findVersion(storage, id, 1)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
});
