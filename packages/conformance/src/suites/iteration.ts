import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { UNKNOWN_ID, at, collect, currentVersion, makeDataset } from '../fixtures.js';

export const iterationSuite: Suite = ({ open, supports }) => {
  describe('iteration', () => {
    it.each([1, 2, 3, 4, 5, 10_000, undefined])(
      'gives all items in order, whatever the batch size: %s',
      async (batchSize) => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c', 'd']);
        const of = { datasetId, batchSize };
        expect(await collect(storage.iterateItems(of))).toStrictEqual(items.toReversed());
        const newest = storage.iterateItems({ ...of, order: 'newest' });
        expect(await collect(newest)).toStrictEqual(items.toReversed());
        const oldest = storage.iterateItems({ ...of, order: 'oldest' });
        expect(await collect(oldest)).toStrictEqual(items);
      },
    );

    it.each(['newest', 'oldest'] as const)(
      'stays at the version of its first step while others write: %s',
      async (order) => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c', 'd', 'e']);
        const seen = [];
        for await (const item of storage.iterateItems({ datasetId, batchSize: 1, order })) {
          seen.push(item);
          await storage.addItem({ datasetId, input: 'new' });
          // Each round another item changes and goes, before or after its turn.
          const target = { id: at(items, (seen.length + 1) % items.length).id, datasetId };
          if ((await storage.getItemById({ id: target.id })) === null) continue;
          await storage.updateItem({ ...target, input: 'changed' });
          await storage.deleteItem(target);
        }
        expect(seen).toStrictEqual(order === 'oldest' ? items : items.toReversed());
      },
    );

    it('goes through an old version', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      const version = await currentVersion(storage, datasetId);
      await storage.updateItem({ id: at(items, 0).id, datasetId, input: 'A' });
      await storage.deleteItem({ id: at(items, 2).id, datasetId });
      const old = storage.iterateItems({ datasetId, version, batchSize: 2 });
      expect(await collect(old)).toStrictEqual(items.toReversed());
      const empty = storage.iterateItems({ datasetId, version: dataset.version });
      expect(await collect(empty)).toStrictEqual([]);
    });

    it('begins anew with every call, and may be left early', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      for (let round = 0; round < 2; round += 1) {
        for await (const item of storage.iterateItems({ datasetId, batchSize: 1 })) {
          expect(item).toStrictEqual(at(items, -1));
          break;
        }
      }
    });

    it('of an unknown dataset gives nothing', async () => {
      const storage = await open();
      expect(await collect(storage.iterateItems({ datasetId: UNKNOWN_ID }))).toStrictEqual([]);
      const version = new Date();
      const old = storage.iterateItems({ datasetId: UNKNOWN_ID, version });
      expect(await collect(old)).toStrictEqual([]);
    });

    it('filters on the way', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['Apple', 'pear', 'pineapple', 1]);
      const context = { kind: 'fruit' };
      const pear = at(items, 1);
      const changed = await storage.updateItem({ id: pear.id, datasetId, context });
      const apples = storage.iterateItems({ datasetId, search: 'APPLE', batchSize: 1 });
      expect(await collect(apples)).toStrictEqual([at(items, 2), at(items, 0)]);
      expect(await collect(storage.iterateItems({ datasetId, context }))).toStrictEqual([changed]);
      const ids = [at(items, 3).id, at(items, 0).id, UNKNOWN_ID];
      const some = storage.iterateItems({ datasetId, ids, order: 'oldest' });
      expect(await collect(some)).toStrictEqual([at(items, 0), at(items, 3)]);
      expect(await collect(storage.iterateItems({ datasetId, ids: [] }))).toStrictEqual([]);
    });

    if (supports.history) {
      it('takes commit numbers, and fails at its first step for one that is not there', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
        const first = storage.iterateItems({ datasetId, version: 1 });
        expect(await collect(first)).toStrictEqual([at(items, 0)]);
        const missing = storage.iterateItems({ datasetId, version: 3 });
        const error = await expectDatasetsError(collect(missing), 'VERSION_NOT_FOUND');
        expect(error.details).toMatchObject({ datasetId, version: 3 });
      });
    }
  });
};
