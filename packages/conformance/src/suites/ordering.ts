import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL, collect, makeDataset } from '../fixtures.js';

const DIRECTIONS = ['asc', 'desc'] as const;
const FIELDS = ['createdAt', 'updatedAt'] as const;

/** Items of which several share a time, and some were changed after others had been added. */
async function makeEdited(storage: DatasetsStorage) {
  const { datasetId, items } = await makeDataset(storage, [1, 2, 3, 4, 5, 6, 7]);
  for (const index of [4, 1, 2]) {
    const { id } = items[index] ?? { id: '' };
    await storage.updateItem({ datasetId, id, input: `edited ${index}` });
  }
  return datasetId;
}

function sorted(
  items: readonly DatasetItem[],
  field: (typeof FIELDS)[number],
  direction: (typeof DIRECTIONS)[number],
): DatasetItem[] {
  const sign = direction === 'asc' ? 1 : -1;
  return [...items].sort(
    (left, right) =>
      sign * (left[field].getTime() - right[field].getTime() || (left.id < right.id ? -1 : 1)),
  );
}

export const orderingSuite: Suite = ({ open, supports }) => {
  describe('orderBy', () => {
    for (const field of FIELDS) {
      for (const direction of DIRECTIONS) {
        it(`sorts items by ${field}, ${direction}, page by page too`, async () => {
          const storage = await open();
          const datasetId = await makeEdited(storage);
          const all = (await storage.listItems({ datasetId, pagination: ALL })).items;
          const expected = sorted(all, field, direction);
          const orderBy = { field, direction };
          const list = await storage.listItems({ datasetId, pagination: ALL, orderBy });
          expect(list.items).toStrictEqual(expected);
          expect(list.pagination.total).toBe(expected.length);
          expect(await collect(storage.iterateItems({ datasetId, orderBy }))).toStrictEqual(
            expected,
          );
          const second = { page: 1, perPage: 3 };
          const page = await storage.listItems({ datasetId, pagination: second, orderBy });
          expect(page.items).toStrictEqual(expected.slice(3, 6));
          expect(page.pagination).toStrictEqual({ ...second, total: 7, hasMore: true });
          if (!supports.cursors) return;
          const found: DatasetItem[] = [];
          let cursor: string | undefined;
          do {
            const pagination = { page: 0, perPage: 2 };
            const next = await storage.listItems({ datasetId, pagination, orderBy, cursor });
            found.push(...next.items);
            cursor = next.nextCursor;
          } while (cursor !== undefined);
          expect(found).toStrictEqual(expected);
        });
      }
    }

    it('sorts what matches, and old versions', async () => {
      const storage = await open();
      const datasetId = await makeEdited(storage);
      const orderBy = { field: 'updatedAt', direction: 'asc' } as const;
      const { items } = await storage.listItems({
        datasetId,
        pagination: ALL,
        orderBy,
        search: 'edited',
      });
      expect(items.map(({ input }) => input)).toStrictEqual(['edited 4', 'edited 1', 'edited 2']);
      const version = items[0]?.version;
      const old = await collect(storage.iterateItems({ datasetId, orderBy, version }));
      expect(old.map(({ input }) => input)).toStrictEqual([1, 2, 3, 4, 6, 7, 'edited 4']);
    });

    it.runIf(supports.cursors)('refuses a cursor of another order', async () => {
      const storage = await open();
      const datasetId = await makeEdited(storage);
      const pagination = { page: 0, perPage: 2 };
      const { nextCursor: cursor } = await storage.listItems({ datasetId, pagination });
      const orderBy = { field: 'updatedAt', direction: 'asc' } as const;
      const list = storage.listItems({ datasetId, pagination, cursor, orderBy });
      const error = await expectDatasetsError(list, 'INVALID_ARGUMENT');
      expect(error.details).toMatchObject({ path: 'cursor' });
    });
  });
};
