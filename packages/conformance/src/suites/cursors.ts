import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { at, collect, makeDataset, present } from '../fixtures.js';

export const cursorsSuite: Suite = ({ open, supports }) => {
  describe('cursors', () => {
    it.each([1, 2, 3, 4, 5])('lead through all items by %i', async (perPage) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c', 'd']);
      const pagination = { page: 0, perPage };
      const seen = [];
      let cursor: string | undefined;
      do {
        const list = await storage.listItems({ datasetId, pagination, cursor });
        seen.push(...list.items);
        expect(list.items.length).toBeLessThanOrEqual(perPage);
        expect(list.nextCursor !== undefined).toBe(seen.length < 4);
        if (list.nextCursor === undefined) expect(list).not.toHaveProperty('nextCursor');
        cursor = list.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toStrictEqual(items.toReversed());
    });

    if (supports.batches) {
      it('and iterations lead through items of the same time without a gap or a double', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const items = [1, 2, 3, 4, 5, 6].map((input) => ({ input }));
        const added = await storage.addItems({ datasetId, items });
        // Half of them come from the history.
        const { version } = at(added, 0);
        for (const { id } of [1, 3, 4].map((index) => at(added, index))) {
          await storage.updateItem({ id, datasetId, input: 'new' });
        }
        const pagination = { page: 0, perPage: 1 };
        const seen = [];
        let cursor: string | undefined;
        do {
          const page = await storage.listItems({ datasetId, version, pagination, cursor });
          seen.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        expect(seen).toStrictEqual(added.toReversed());
        for (const batchSize of [1, 2, 3, 4]) {
          const of = { datasetId, version, batchSize };
          expect(await collect(storage.iterateItems(of))).toStrictEqual(added.toReversed());
          const oldest = storage.iterateItems({ ...of, order: 'oldest' });
          expect(await collect(oldest)).toStrictEqual(added);
        }
      });
    }

    it('stay at the version of the first page while others write', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c', 'd']);
      const pagination = { page: 0, perPage: 1 };
      const seen = [];
      let cursor: string | undefined;
      for (let round = 0; round < 4; round += 1) {
        const list = await storage.listItems({ datasetId, pagination, cursor });
        seen.push(...list.items);
        cursor = list.nextCursor;
        await storage.addItem({ datasetId, input: 'new' });
        await storage.updateItem({ id: at(items, round).id, datasetId, input: 'changed' });
        await storage.deleteItem({ id: at(items, round).id, datasetId });
      }
      expect(cursor).toBeUndefined();
      expect(seen).toStrictEqual(items.toReversed());
    });

    it('go on at an old version', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      const { version } = at(items, 1);
      const pagination = { page: 0, perPage: 1 };
      const first = await storage.listItems({ datasetId, version, pagination });
      expect(first.items).toStrictEqual([at(items, 1)]);
      const cursor = present(first.nextCursor);
      const second = await storage.listItems({ datasetId, pagination, cursor });
      expect(second.items).toStrictEqual([at(items, 0)]);
      expect(second).not.toHaveProperty('nextCursor');
    });

    it('may be used again, and by another page size', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c', 'd']);
      const first = await storage.listItems({ datasetId, pagination: { page: 0, perPage: 1 } });
      const cursor = present(first.nextCursor);
      for (const perPage of [2, 2, 3]) {
        const pagination = { page: 0, perPage };
        const next = await storage.listItems({ datasetId, pagination, cursor });
        expect(next.items).toStrictEqual(items.toReversed().slice(1, 1 + perPage));
      }
    });

    it('are absent where nothing follows', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a', 'b']);
      for (const pagination of [
        { page: 0, perPage: false as const },
        { page: 0, perPage: 2 },
        { page: 1, perPage: 1 },
        { page: 9, perPage: 1 },
      ]) {
        const list = await storage.listItems({ datasetId, pagination });
        expect(list).not.toHaveProperty('nextCursor');
        expect(list.pagination.hasMore).toBe(false);
      }
    });

    it('are refused beside a page, in another dataset, and when malformed', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a', 'b', 'c']);
      const other = await makeDataset(storage, ['d', 'e']);
      const pagination = { page: 0, perPage: 1 };
      const cursor = present((await storage.listItems({ datasetId, pagination })).nextCursor);
      const calls = [
        { datasetId, cursor, pagination: { page: 1, perPage: 1 } },
        { datasetId: other.datasetId, cursor, pagination },
        ...['', 'no cursor', '{}', 'e30', 'bnVsbA', `${cursor}x`, cursor.slice(0, -3)].map(
          (malformed) => ({ datasetId, cursor: malformed, pagination }),
        ),
      ];
      for (const call of calls) {
        await expectDatasetsError(storage.listItems(call), 'INVALID_ARGUMENT');
      }
    });

    if (supports.search) {
      it('go on under the same filter', async () => {
        const storage = await open();
        const inputs = ['apple', 'pear', 'apple pie', 'plum', 'pineapple'];
        const { datasetId, items } = await makeDataset(storage, inputs);
        const query = { datasetId, search: 'apple', pagination: { page: 0, perPage: 2 } };
        const first = await storage.listItems(query);
        expect(first.items).toStrictEqual([at(items, 4), at(items, 2)]);
        const second = await storage.listItems({ ...query, cursor: present(first.nextCursor) });
        expect(second.items).toStrictEqual([at(items, 0)]);
        expect(second).not.toHaveProperty('nextCursor');
      });
    }
  });
};
