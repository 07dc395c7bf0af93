import type { DatasetDiff, DatasetItemDifference } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { UNKNOWN_ID, at, collect, currentVersion, makeDataset, shifted } from '../fixtures.js';

/** Gives the differences by id, having checked that the summary counts them. */
async function differencesOf(diff: DatasetDiff): Promise<Map<string, DatasetItemDifference>> {
  const differences = await collect(diff);
  const counts = { added: 0, updated: 0, deleted: 0 };
  for (const { type } of differences) counts[type] += 1;
  expect(diff.summary).toStrictEqual(counts);
  const byId = new Map(differences.map((difference) => [difference.id, difference]));
  expect(byId.size).toBe(differences.length);
  return byId;
}

export const diffSuite: Suite = ({ open, supports }) => {
  describe('diff', () => {
    it('gives what was added, updated and deleted, before and after', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['kept', 'changed', 'gone']);
      const [, changed, gone] = [at(items, 0), at(items, 1), at(items, 2)];
      const from = await currentVersion(storage, datasetId);
      const updated = await storage.updateItem({ id: changed.id, datasetId, input: 'new' });
      await storage.deleteItem({ id: gone.id, datasetId });
      const added = await storage.addItem({ datasetId, input: 'added' });
      const to = added.version;

      const diff = await storage.diffVersions({ datasetId, from, to });
      expect(diff).toMatchObject({ datasetId, from, to });
      expect(await differencesOf(diff)).toStrictEqual(
        new Map<string, DatasetItemDifference>([
          [changed.id, { type: 'updated', id: changed.id, before: changed, after: updated }],
          [gone.id, { type: 'deleted', id: gone.id, before: gone, after: null }],
          [added.id, { type: 'added', id: added.id, before: null, after: added }],
        ]),
      );
      const back = await storage.diffVersions({ datasetId, from: to, to: from });
      expect(await differencesOf(back)).toStrictEqual(
        new Map<string, DatasetItemDifference>([
          [changed.id, { type: 'updated', id: changed.id, before: updated, after: changed }],
          [gone.id, { type: 'added', id: gone.id, before: null, after: gone }],
          [added.id, { type: 'deleted', id: added.id, before: added, after: null }],
        ]),
      );
    });

    it('sees every field of the content, and null apart from absent', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c', 'd']);
      const from = await currentVersion(storage, datasetId);
      const changes = [{ input: 'A' }, { expectedOutput: null }, { context: {} }];
      for (const [index, change] of changes.entries()) {
        await storage.updateItem({ id: at(items, index).id, datasetId, ...change });
      }
      const diff = await storage.diffVersions({ datasetId, from, to: new Date() });
      expect([...(await differencesOf(diff)).keys()].sort()).toStrictEqual(
        items.slice(0, 3).map(({ id }) => id),
      );
    });

    it('leaves out what was changed back, and what came and went in between', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const item = await storage.addItem({ datasetId, input: { a: 1, b: { c: 2, d: 3 } } });
      const { id } = item;
      await storage.updateItem({ id, datasetId, input: 'other' });
      const passing = await storage.addItem({ datasetId, input: 'passing' });
      await storage.updateItem({ id, datasetId, input: { b: { d: 3, c: 2 }, a: 1 } });
      await storage.deleteItem({ id: passing.id, datasetId });
      const to = await currentVersion(storage, datasetId);
      const diff = await storage.diffVersions({ datasetId, from: item.version, to });
      expect((await differencesOf(diff)).size).toBe(0);
    });

    it('of a version with itself is empty', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a', 'b']);
      const version = await currentVersion(storage, datasetId);
      const diff = await storage.diffVersions({ datasetId, from: version, to: version });
      expect((await differencesOf(diff)).size).toBe(0);
    });

    it('from before the creation, and up to the future, is everything', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const from = shifted(dataset.createdAt, -1);
      const to = shifted(new Date(), 1e6);
      const differences = await differencesOf(await storage.diffVersions({ datasetId, from, to }));
      expect(differences.size).toBe(2);
      for (const item of items) {
        const expected = { type: 'added', id: item.id, before: null, after: item };
        expect(differences.get(item.id)).toStrictEqual(expected);
      }
    });

    it('can be iterated more than once, and stays at its versions', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage, ['a', 'b']);
      const to = await currentVersion(storage, datasetId);
      const diff = await storage.diffVersions({ datasetId, from: dataset.version, to });
      const first = await differencesOf(diff);
      await storage.addItem({ datasetId, input: 'c' });
      expect(await differencesOf(diff)).toStrictEqual(first);
      expect(first.size).toBe(2);
    });

    it('of an unknown dataset is refused', async () => {
      const storage = await open();
      const datasetId = UNKNOWN_ID;
      const work = storage.diffVersions({ datasetId, from: new Date(0), to: new Date() });
      const error = await expectDatasetsError(work, 'DATASET_NOT_FOUND');
      expect(error.details).toMatchObject({ datasetId });
    });

    if (supports.history) {
      it('takes commit numbers', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
        const diff = await storage.diffVersions({ datasetId, from: 1, to: 2 });
        expect([...(await differencesOf(diff)).keys()]).toStrictEqual([at(items, 1).id]);
        await expectDatasetsError(
          storage.diffVersions({ datasetId, from: 0, to: 3 }),
          'VERSION_NOT_FOUND',
        );
      });
    }
  });
};
