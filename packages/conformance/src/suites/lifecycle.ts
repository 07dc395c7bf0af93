import { DatasetsStorage, StorageDomain } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { ALL, currentItems, currentVersion, makeDataset } from '../fixtures.js';

export const lifecycleSuite: Suite = ({ open, clears, supports }) => {
  describe('life cycle', () => {
    it('is the datasets domain of the storage', async () => {
      const storage = await open();
      expect(storage).toBeInstanceOf(DatasetsStorage);
      expect(storage).toBeInstanceOf(StorageDomain);
      expect(storage.component).toBe('STORAGE');
      expect(storage.name).toBe('DATASETS');
    });

    it('states what it supports, the same for every instance, and frozen', async () => {
      const storage = await open();
      expect(storage.supports).toStrictEqual(supports);
      expect(Object.isFrozen(storage.supports)).toBe(true);
      expect(Object.values(storage.supports).every((value) => typeof value === 'boolean')).toBe(
        true,
      );
    });

    it('needs no init(), also when first used by many at once', async () => {
      const storage = await open();
      const datasets = await Promise.all(
        Array.from({ length: 5 }, () => storage.createDataset({ name: 'd' })),
      );
      const list = await storage.listDatasets({ pagination: ALL });
      expect(new Set(list.datasets.map(({ id }) => id))).toStrictEqual(
        new Set(datasets.map(({ id }) => id)),
      );
    });

    it('takes init() any number of times, and keeps the data', async () => {
      const storage = await open();
      await Promise.all([storage.init(), storage.init()]);
      const { datasetId, items } = await makeDataset(storage, ['a']);
      await storage.init();
      expect(await currentItems(storage, datasetId)).toStrictEqual(items);
    });

    it('shares nothing with another fresh storage', async () => {
      const [one, two] = [await open(), await open()];
      const { datasetId } = await makeDataset(one, ['a']);
      expect(await two.getDatasetById({ id: datasetId })).toBeNull();
      expect((await two.listDatasets({ pagination: ALL })).datasets).toStrictEqual([]);
    });

    if (clears)
      it('deletes everything with dangerouslyClearAll(), and works on', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
        const version = await currentVersion(storage, datasetId);
        for (const { id } of items) await storage.updateItem({ id, datasetId, input: 'new' });
        await storage.dangerouslyClearAll();
        expect((await storage.listDatasets({ pagination: ALL })).datasets).toStrictEqual([]);
        expect(await storage.getItemsByVersion({ datasetId, version: new Date() })).toStrictEqual(
          [],
        );
        for (const { id } of items) {
          expect(await storage.getItemById({ id })).toBeNull();
          expect(await storage.getItemById({ id, version })).toBeNull();
          if (supports.history) expect(await storage.getItemHistory({ id })).toStrictEqual([]);
        }
        const next = await makeDataset(storage, ['c']);
        expect(await currentItems(storage, next.datasetId)).toStrictEqual(next.items);
      });
  });
};
