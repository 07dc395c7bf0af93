import type { Dataset, DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL, at, present } from '../fixtures.js';

async function makeDatasets(storage: DatasetsStorage, names: readonly string[]) {
  const datasets: Dataset[] = [];
  for (const name of names) datasets.push(await storage.createDataset({ name }));
  return datasets;
}

export const datasetCursorsSuite: Suite = ({ open, supports }) => {
  describe('cursors of listDatasets', () => {
    it.each([1, 2, 3, 5, 6])('go through all datasets, %i at a time', async (perPage) => {
      const storage = await open();
      const datasets = await makeDatasets(storage, ['a', 'b', 'c', 'd', 'e']);
      const seen: Dataset[] = [];
      let cursor: string | undefined;
      do {
        const page = await storage.listDatasets({ pagination: { page: 0, perPage }, cursor });
        expect(page.pagination).toMatchObject({ total: 5 });
        expect(page.pagination.hasMore).toBe(page.nextCursor !== undefined);
        seen.push(...page.datasets);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toStrictEqual(datasets.toReversed());
    });

    it('neither skip nor repeat while others create and delete', async () => {
      const storage = await open();
      const datasets = await makeDatasets(storage, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const pagination = { page: 0, perPage: 2 };
        const page = await storage.listDatasets({ pagination, cursor });
        seen.push(...page.datasets.map(({ id }) => id));
        cursor = page.nextCursor;
        // Both one that was seen and the one that the next page goes on after.
        for (const { id } of page.datasets) await storage.deleteDataset({ id });
        await storage.createDataset({ name: 'new' });
      } while (cursor !== undefined);
      expect(seen).toStrictEqual(datasets.map(({ id }) => id).toReversed());
    });

    it('are absent where nothing follows', async () => {
      const storage = await open();
      await makeDatasets(storage, ['a', 'b']);
      for (const pagination of [ALL, { page: 0, perPage: 2 }, { page: 1, perPage: 1 }]) {
        const page = await storage.listDatasets({ pagination });
        expect(page).not.toHaveProperty('nextCursor');
        expect(page.pagination.hasMore).toBe(false);
      }
    });

    it('are refused beside a page, and when malformed', async () => {
      const storage = await open();
      await makeDatasets(storage, ['a', 'b', 'c']);
      const pagination = { page: 0, perPage: 1 };
      const cursor = present((await storage.listDatasets({ pagination })).nextCursor);
      const calls = [
        { cursor, pagination: { page: 1, perPage: 1 } },
        ...['', 'no cursor', '{}', 'e30', 'bnVsbA', cursor.slice(0, -3)].map((malformed) => ({
          cursor: malformed,
          pagination,
        })),
      ];
      for (const call of calls) {
        await expectDatasetsError(storage.listDatasets(call), 'INVALID_ARGUMENT');
      }
    });

    if (supports.search) {
      it('go on under the same filter', async () => {
        const storage = await open();
        const datasets = await makeDatasets(storage, ['apple', 'pear', 'apple pie', 'pineapple']);
        const query = { search: 'apple', pagination: { page: 0, perPage: 2 } };
        const first = await storage.listDatasets(query);
        expect(first.datasets).toStrictEqual([at(datasets, 3), at(datasets, 2)]);
        const cursor = present(first.nextCursor);
        const second = await storage.listDatasets({ ...query, cursor });
        expect(second.datasets).toStrictEqual([at(datasets, 0)]);
        expect(second.pagination).toMatchObject({ total: 3, hasMore: false });
        expect(second).not.toHaveProperty('nextCursor');
      });
    }
  });
};
