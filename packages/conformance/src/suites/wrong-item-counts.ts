import { storageBusy, VersionedDatasetsStorage, type DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it, vi } from 'vitest';
import type { Suite } from '../context.js';
import { ALL, allVersions, currentItems, present } from '../fixtures.js';

function versioned(storage: DatasetsStorage): VersionedDatasetsStorage {
  if (storage instanceof VersionedDatasetsStorage) return storage;
  throw new Error('Only versioned storages have counts to damage.');
}

/** Makes a commit, and all later ones, hold another count of items than there are. */
async function damage(
  storage: VersionedDatasetsStorage,
  datasetId: string,
  { number, difference }: { readonly number: number; readonly difference: number },
): Promise<void> {
  const primitives = VersionedDatasetsStorage.primitivesOf(storage);
  const { version, itemCount } = present(
    await primitives.findCommit(datasetId, { type: 'number', number }),
  );
  const correction = { datasetId, version, found: itemCount, difference };
  expect(await primitives.correctItemCounts(correction)).toBe(true);
}

async function itemCounts(storage: DatasetsStorage, datasetId: string): Promise<number[]> {
  return (await allVersions(storage, datasetId)).map(({ itemCount }) => itemCount).reverse();
}

/** Makes a dataset of ten items whose second commit says that there are -5. */
async function makeDamaged(storage: VersionedDatasetsStorage): Promise<string> {
  const { id: datasetId } = await storage.createDataset({ name: 'damaged' });
  const items = Array.from({ length: 10 }, (_, input) => ({ input }));
  await storage.addItems({ datasetId, items });
  await storage.addItem({ datasetId, input: 'more' });
  await damage(storage, datasetId, { number: 1, difference: -15 });
  expect(await itemCounts(storage, datasetId)).toStrictEqual([0, -5, -4]);
  return datasetId;
}

export const wrongItemCountsSuite: Suite = ({ open }) => {
  describe('wrong counts of items', () => {
    it('are found, and repaired on request, with those of all later commits', async () => {
      const storage = versioned(await open());
      const datasetId = await makeDamaged(storage);
      await damage(storage, datasetId, { number: 2, difference: 100 });
      const { problems } = await storage.verify({ datasetId });
      expect(problems.map(({ code }) => code)).toStrictEqual(['COUNT', 'COUNT']);
      expect(await itemCounts(storage, datasetId)).toStrictEqual([0, -5, 96]);

      const report = await storage.verify({ datasetId, repair: true });
      expect(report).toMatchObject({ problems: [], repaired: problems, items: 11 });
      expect(await itemCounts(storage, datasetId)).toStrictEqual([0, 10, 11]);
      await storage.addItem({ datasetId, input: 'new' });
      const { items, pagination } = await storage.listItems({ datasetId, pagination: ALL });
      expect(pagination.total).toBe(12);
      expect(items).toHaveLength(12);
      const again = await storage.verify({ datasetId, repair: true });
      expect(again).toMatchObject({ problems: [], repaired: [] });
    });

    it('of which some were repaired before a failure are told as changed', async () => {
      const storage = versioned(await open());
      const datasetId = await makeDamaged(storage);
      await damage(storage, datasetId, { number: 2, difference: 100 });
      const primitives = VersionedDatasetsStorage.primitivesOf(storage);
      const correct = primitives.correctItemCounts.bind(primitives);
      const correcting = vi.spyOn(primitives, 'correctItemCounts');
      const busy = storageBusy('Others were faster.');
      correcting.mockImplementationOnce(correct).mockRejectedValueOnce(busy);
      await expect(storage.verify({ datasetId, repair: true })).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        details: { outcome: 'unknown' },
        cause: busy,
      });
      correcting.mockRejectedValueOnce(busy);
      await expect(storage.verify({ datasetId, repair: true })).rejects.toBe(busy);
      correcting.mockRestore();
      expect(await storage.verify({ datasetId, repair: true })).toMatchObject({ problems: [] });
      expect(await itemCounts(storage, datasetId)).toStrictEqual([0, 10, 11]);
    });

    it('are repaired while others write', async () => {
      const storage = versioned(await open());
      const datasetId = await makeDamaged(storage);
      const writing = (async () => {
        for (let input = 0; input < 20; input += 1) await storage.addItem({ datasetId, input });
      })();
      const repairs = await Promise.all(
        [1, 2, 3].map(() => storage.verify({ datasetId, repair: true })),
      );
      expect(repairs.some(({ repaired = [] }) => repaired.length > 0)).toBe(true);
      await writing;
      expect((await storage.verify({ datasetId })).problems).toStrictEqual([]);
    });

    it('do not keep a dataset from being copied, and the copy has right ones', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const datasetId = await makeDamaged(source);
      await source.copyDatasetTo(target, { datasetId });
      expect(await itemCounts(target, datasetId)).toStrictEqual([0, 10, 11]);
      expect(await currentItems(target, datasetId)).toStrictEqual(
        await currentItems(source, datasetId),
      );
      await source.addItem({ datasetId, input: 'later' });
      expect(await source.copyDatasetTo(target, { datasetId })).toMatchObject({ copied: 1 });
      expect(await source.verify({ datasetId, repair: true })).toMatchObject({ problems: [] });
      expect(await source.copyDatasetTo(target, { datasetId })).toMatchObject({ copied: 0 });
    });
  });
};
