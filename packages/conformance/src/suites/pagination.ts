import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { ALL, at, currentVersion, makeDataset } from '../fixtures.js';

const COUNT = 7;
const PAGE_SIZES = [1, 2, 3, COUNT - 1, COUNT, COUNT + 1, 1_000_000];

export const paginationSuite: Suite = ({ open }) => {
  describe('pagination', () => {
    it.each(PAGE_SIZES)('of items by %i neither skips nor repeats', async (perPage) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, [0, 1, 2, 3, 4, 5, 6]);
      const seen = [];
      const pages = Math.ceil(COUNT / perPage);
      for (let page = 0; page < pages; page += 1) {
        const list = await storage.listItems({ datasetId, pagination: { page, perPage } });
        expect(list.pagination).toStrictEqual({
          page,
          perPage,
          total: COUNT,
          hasMore: page < pages - 1,
        });
        seen.push(...list.items);
      }
      expect(seen).toStrictEqual(items.toReversed());
    });

    it('of items at a fixed version does not move while others write', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, [0, 1, 2, 3, 4, 5]);
      const version = await currentVersion(storage, datasetId);
      const seen = [];
      for (let page = 0; page < 3; page += 1) {
        const pagination = { page, perPage: 2 };
        const list = await storage.listItems({ datasetId, version, pagination });
        expect(list.pagination.total).toBe(6);
        seen.push(...list.items);
        await storage.addItem({ datasetId, input: `new ${page}` });
        await storage.updateItem({ id: at(items, page).id, datasetId, input: 'changed' });
        await storage.deleteItem({ id: at(items, 5 - page).id, datasetId });
      }
      expect(seen).toStrictEqual(items.toReversed());
    });

    it('past the end gives an empty page', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a']);
      for (const pagination of [
        { page: 1, perPage: 1 },
        { page: 1, perPage: false as const },
        { page: 1_000_000, perPage: 1_000_000 },
        { page: Number.MAX_SAFE_INTEGER, perPage: Number.MAX_SAFE_INTEGER },
      ]) {
        expect(await storage.listItems({ datasetId, pagination })).toStrictEqual({
          items: [],
          pagination: { ...pagination, total: 1, hasMore: false },
        });
        const { datasets, pagination: info } = await storage.listDatasets({ pagination });
        expect(datasets).toStrictEqual([]);
        expect(info).toStrictEqual({ ...pagination, total: 1, hasMore: false });
      }
    });

    it('of an empty list gives one empty page', async () => {
      const storage = await open();
      const none = { total: 0, hasMore: false };
      for (const pagination of [ALL, { page: 0, perPage: 10 }]) {
        expect(await storage.listDatasets({ pagination })).toStrictEqual({
          datasets: [],
          pagination: { ...pagination, ...none },
        });
      }
      const { datasetId } = await makeDataset(storage);
      for (const pagination of [ALL, { page: 0, perPage: 10 }]) {
        expect(await storage.listItems({ datasetId, pagination })).toStrictEqual({
          items: [],
          pagination: { ...pagination, ...none },
        });
      }
    });

    it('with perPage false gives everything', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      expect(await storage.listItems({ datasetId, pagination: ALL })).toStrictEqual({
        items: items.toReversed(),
        pagination: { page: 0, perPage: false, total: 3, hasMore: false },
      });
    });

    it.each([1, 2, 5, 6])('of datasets by %i neither skips nor repeats', async (perPage) => {
      const storage = await open();
      const ids: string[] = [];
      for (let round = 0; round < 5; round += 1)
        ids.unshift((await makeDataset(storage)).datasetId);
      const seen: string[] = [];
      const pages = Math.ceil(5 / perPage);
      for (let page = 0; page < pages; page += 1) {
        const list = await storage.listDatasets({ pagination: { page, perPage } });
        expect(list.pagination).toStrictEqual({
          page,
          perPage,
          total: 5,
          hasMore: page < pages - 1,
        });
        seen.push(...list.datasets.map(({ id }) => id));
      }
      expect(seen).toStrictEqual(ids);
    });
  });
};
