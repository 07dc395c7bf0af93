import { VersionedDatasetsStorage, type DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it, vi } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { UNKNOWN_ID, at, currentItems, currentVersion, makeDataset } from '../fixtures.js';
import { apply, itemInsert, itemUpdate, json } from '../primitives/fixtures.js';
import { callMethod } from '../traits/methods.js';

const LEVELS = [{ level: 1 }, { level: 2 }, { level: 3 }, { level: 4 }];

async function levels(storage: DatasetsStorage, datasetId: string): Promise<unknown[]> {
  return (await currentItems(storage, datasetId)).map(({ input }) => input);
}

export const deletionOfMatchesSuite: Suite = ({ open, supports, copies }) => {
  describe('deleteItems of what matches', () => {
    it('deletes it in one version, and earlier versions keep it', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, LEVELS);
      const before = await currentVersion(storage, datasetId);
      const where = { 'input.level': { $gte: 2, $lt: 4 } };
      await storage.deleteItems({ datasetId, where });
      expect(await levels(storage, datasetId)).toStrictEqual([{ level: 4 }, { level: 1 }]);
      const old = await storage.getItemsByVersion({ datasetId, version: before });
      expect(old).toStrictEqual(items.toReversed());
      if (!supports.history) return;
      const pagination = { page: 0, perPage: 1 };
      const { versions } = await storage.listVersions({ datasetId, pagination });
      expect(at(versions, 0)).toMatchObject({ number: 5, added: 0, updated: 0, deleted: 2 });
    });

    it('makes no version where nothing matches', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, LEVELS);
      const before = await currentVersion(storage, datasetId);
      await storage.deleteItems({ datasetId, where: { 'input.level': 9 } });
      expect(await currentVersion(storage, datasetId)).toStrictEqual(before);
      expect(await levels(storage, datasetId)).toHaveLength(4);
    });

    it('deletes every item where the query is empty', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, LEVELS);
      await storage.deleteItems({ datasetId, where: {} });
      expect(await levels(storage, datasetId)).toStrictEqual([]);
      await storage.deleteItems({ datasetId, where: {} });
    });

    it('goes through more items than are read at a time', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const items = Array.from({ length: 1_200 }, (_, input) => ({ input }));
      await storage.addItems({ datasetId, items });
      await storage.deleteItems({ datasetId, where: { input: { $gte: 3 } } });
      expect(await levels(storage, datasetId)).toStrictEqual([2, 1, 0]);
    });

    it('needs either ids or conditions', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, LEVELS);
      const ids = [at(items, 0).id];
      const calls = [
        { datasetId },
        { datasetId, ids: undefined, where: undefined, splits: undefined },
        { datasetId, ids, where: {} },
        { datasetId, ids, splits: ['train'] },
        { datasetId, ids: [], where: {} },
      ];
      for (const call of calls) {
        const work = () => callMethod(storage, 'deleteItems', call);
        const { details } = await expectDatasetsError(work, 'INVALID_ARGUMENT');
        expect(details).toMatchObject({ path: 'ids' });
      }
      expect(await levels(storage, datasetId)).toHaveLength(4);
    });

    it('fails for an unknown dataset', async () => {
      const storage = await open();
      const deleting = storage.deleteItems({ datasetId: UNKNOWN_ID, where: {} });
      await expectDatasetsError(deleting, 'DATASET_NOT_FOUND');
    });

    it.runIf(supports.itemFields)('deletes what is in a split and meets a query', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const add = (input: number, splits?: string[]) =>
        storage.addItem({ datasetId, input, ...(splits === undefined ? {} : { splits }) });
      await add(1, ['train']);
      await add(2, ['hard', 'train']);
      await add(3, ['test']);
      await add(4);
      await storage.deleteItems({ datasetId, splits: ['hard', 'test'], where: { input: 2 } });
      expect(await levels(storage, datasetId)).toStrictEqual([4, 3, 1]);
      await storage.deleteItems({ datasetId, splits: ['train', 'test'] });
      expect(await levels(storage, datasetId)).toStrictEqual([4]);
      // The last items of a split take it along.
      const again = storage.deleteItems({ datasetId, splits: ['train'] });
      const { details } = await expectDatasetsError(again, 'SPLIT_NOT_FOUND');
      expect(details).toMatchObject({ datasetId, split: 'train' });
    });

    it.runIf(supports.authors && supports.history)('keeps author and message', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, LEVELS);
      const notes = { author: 'ann', message: 'too easy' };
      await storage.deleteItems({ datasetId, where: { 'input.level': 1 }, ...notes });
      const pagination = { page: 0, perPage: 1 };
      const { versions } = await storage.listVersions({ datasetId, pagination });
      expect(at(versions, 0)).toMatchObject({ deleted: 1, ...notes });
    });

    it('keeps its place among other calls', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, LEVELS);
      await Promise.all([
        storage.addItem({ datasetId, input: { level: 5 } }),
        storage.deleteItems({ datasetId, where: { 'input.level': { $gte: 3 } } }),
        storage.addItem({ datasetId, input: { level: 6 } }),
      ]);
      const left = await levels(storage, datasetId);
      expect(left).toStrictEqual([{ level: 6 }, { level: 2 }, { level: 1 }]);
    });

    // Only such a storage lets a test act between its read and its write.
    if (!copies) return;
    it('judges again what others change meanwhile', async () => {
      const storage = await open();
      if (!(storage instanceof VersionedDatasetsStorage)) throw new Error('It copies nothing.');
      const { datasetId, items } = await makeDataset(storage, LEVELS);
      const primitives = VersionedDatasetsStorage.primitivesOf(storage);
      const commit = primitives.commit.bind(primitives);
      const added = itemInsert(datasetId, { input: json({ level: 7 }) });
      const spy = vi.spyOn(primitives, 'commit').mockImplementationOnce(async (request) => {
        await apply(primitives, datasetId, {
          inserts: [added, itemInsert(datasetId, { input: json({ level: 0 }) })],
          updates: [
            // One that matched and does not any more, and one that matches only now.
            itemUpdate(at(items, 2).id, { level: -3 }),
            itemUpdate(at(items, 0).id, { level: 8 }),
          ],
          deletes: [at(items, 1).id],
        });
        return commit(request);
      });
      await storage.deleteItems({ datasetId, where: { 'input.level': { $gte: 2 } } });
      spy.mockRestore();
      const left = await levels(storage, datasetId);
      expect(left).toHaveLength(2);
      expect(left).toEqual(expect.arrayContaining([{ level: 0 }, { level: -3 }]));
    });
  });
};
