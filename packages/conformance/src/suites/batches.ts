import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  UNKNOWN_ID,
  at,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  numberOf,
  present,
} from '../fixtures.js';

export const batchesSuite: Suite = ({ open }) => {
  describe('batches', () => {
    it('add items in one version, in the order of the input', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage);
      const added = await storage.addItems({
        datasetId,
        items: [{ input: 'a' }, { input: 'b', expectedOutput: null }, { input: 'c', context: {} }],
      });
      const version = await currentVersion(storage, datasetId);
      const dates = {
        version,
        createdAt: version,
        updatedAt: version,
        ...numberOf(at(added, 0)),
      };
      expect(version.getTime()).toBeGreaterThan(dataset.version.getTime());
      expect(added).toStrictEqual([
        { id: at(added, 0).id, datasetId, input: 'a', ...dates },
        { id: at(added, 1).id, datasetId, input: 'b', expectedOutput: null, ...dates },
        { id: at(added, 2).id, datasetId, input: 'c', context: {}, ...dates },
      ]);
      await expectSnapshot(storage, datasetId, version, added.toReversed());
    });

    it('update items in one version, in the order of the input', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      const [first, second, third] = [at(items, 0), at(items, 1), at(items, 2)];
      const updated = await storage.updateItems({
        datasetId,
        items: [
          { id: third.id, input: 'C' },
          { id: first.id, expectedOutput: null },
        ],
      });
      const version = await currentVersion(storage, datasetId);
      const dates = { version, updatedAt: version, ...numberOf(at(updated, 0)) };
      expect(updated).toStrictEqual([
        { ...third, input: 'C', ...dates },
        { ...first, expectedOutput: null, ...dates },
      ]);
      const after = [at(updated, 0), second, at(updated, 1)];
      await expectSnapshot(storage, datasetId, version, after);
      await expectSnapshot(storage, datasetId, third.version, items.toReversed());
    });

    it('delete items in one version', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      await storage.deleteItems({ datasetId, ids: [at(items, 2).id, at(items, 0).id] });
      const version = await currentVersion(storage, datasetId);
      await expectSnapshot(storage, datasetId, version, [at(items, 1)]);
      await expectSnapshot(storage, datasetId, at(items, 2).version, items.toReversed());
    });

    it('apply any mix in one version, with results in the order of the changes', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const [first, second] = [at(items, 0), at(items, 1)];
      const { version, results } = await storage.applyChanges({
        datasetId,
        message: 'mixed',
        changes: [
          { type: 'delete', id: first.id },
          { type: 'add', input: 'c' },
          { type: 'update', id: second.id, context: { a: 1 } },
          { type: 'add', input: 'd', expectedOutput: 0 },
        ],
      });
      const [added, last] = [at(results, 1), at(results, 3)];
      const written = { version, updatedAt: version, ...numberOf(present(added.item)) };
      const dates = { ...written, createdAt: version };
      const updated = { ...second, context: { a: 1 }, ...written };
      expect(version).toStrictEqual(await currentVersion(storage, datasetId));
      expect(results).toStrictEqual([
        { action: 'deleted', id: first.id, item: null },
        { action: 'added', id: added.id, item: { id: added.id, datasetId, input: 'c', ...dates } },
        { action: 'updated', id: second.id, item: updated },
        {
          action: 'added',
          id: last.id,
          item: { id: last.id, datasetId, input: 'd', expectedOutput: 0, ...dates },
        },
      ]);
      await expectSnapshot(storage, datasetId, version, [
        { id: last.id, datasetId, input: 'd', expectedOutput: 0, ...dates },
        { id: added.id, datasetId, input: 'c', ...dates },
        updated,
      ]);
    });

    it('make a version of an update that changes nothing', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const { id } = at(items, 0);
      const [updated] = await storage.updateItems({ datasetId, items: [{ id, input: 'a' }] });
      const version = await currentVersion(storage, datasetId);
      const dates = { version, updatedAt: version, ...numberOf(present(updated)) };
      expect(updated).toStrictEqual({ ...at(items, 0), ...dates });
      expect(version.getTime()).toBeGreaterThan(at(items, 0).version.getTime());
    });

    it('that are empty make no version', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a']);
      const version = await currentVersion(storage, datasetId);
      expect(await storage.addItems({ datasetId, items: [] })).toStrictEqual([]);
      expect(await storage.updateItems({ datasetId, items: [] })).toStrictEqual([]);
      await storage.deleteItems({ datasetId, ids: [] });
      expect(await storage.applyChanges({ datasetId, changes: [] })).toStrictEqual({
        version,
        results: [],
      });
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
    });

    it('happen whole or not at all', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const other = await makeDataset(storage, ['elsewhere']);
      const version = await currentVersion(storage, datasetId);
      const good = { id: at(items, 0).id, input: 'new' };
      const unknown = { id: UNKNOWN_ID, datasetId };
      const foreign = { id: at(other.items, 0).id, datasetId };
      const failures = [
        {
          work: () => storage.updateItems({ datasetId, items: [good, { id: UNKNOWN_ID }] }),
          code: 'ITEM_NOT_FOUND' as const,
          details: unknown,
        },
        {
          work: () => storage.deleteItems({ datasetId, ids: [good.id, foreign.id] }),
          code: 'ITEM_DATASET_MISMATCH' as const,
          details: foreign,
        },
        {
          work: () =>
            storage.applyChanges({
              datasetId,
              changes: [
                { type: 'add', input: 'new' },
                { type: 'update', ...good },
                { type: 'delete', id: UNKNOWN_ID },
              ],
            }),
          code: 'ITEM_NOT_FOUND' as const,
          details: unknown,
        },
      ];
      for (const { work, code, details } of failures) {
        const error = await expectDatasetsError(work, code);
        expect(error.details).toMatchObject(details);
      }
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
      await expectSnapshot(storage, datasetId, new Date(), items.toReversed());
      await expectSnapshot(storage, other.datasetId, new Date(), other.items);
    });

    it('of an unknown dataset are refused, also empty ones', async () => {
      const storage = await open();
      const { items } = await makeDataset(storage, ['a']);
      const { id } = at(items, 0);
      const datasetId = UNKNOWN_ID;
      for (const work of [
        () => storage.addItems({ datasetId, items: [{ input: 1 }] }),
        () => storage.updateItems({ datasetId, items: [{ id }] }),
        () => storage.deleteItems({ datasetId, ids: [id, UNKNOWN_ID] }),
        () => storage.applyChanges({ datasetId, changes: [{ type: 'delete', id }] }),
        () => storage.addItems({ datasetId, items: [] }),
        () => storage.applyChanges({ datasetId, changes: [] }),
      ]) {
        const error = await expectDatasetsError(work, 'DATASET_NOT_FOUND');
        expect(error.details).toMatchObject({ datasetId });
      }
    });

    it('refuse an item that is named twice', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const { id } = at(items, 0);
      for (const work of [
        () => storage.updateItems({ datasetId, items: [{ id, input: 1 }, { id }] }),
        () => storage.deleteItems({ datasetId, ids: [id, id] }),
        () =>
          storage.applyChanges({
            datasetId,
            changes: [
              { type: 'update', id, input: 1 },
              { type: 'delete', id },
            ],
          }),
      ]) {
        await expectDatasetsError(work, 'INVALID_ARGUMENT');
      }
      expect(await currentItems(storage, datasetId)).toStrictEqual(items);
    });

    it('take many items at once', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const inputs = Array.from({ length: 3_000 }, (_, number) => ({ input: { number } }));
      const added = await storage.addItems({ datasetId, items: inputs });
      expect(await currentItems(storage, datasetId)).toStrictEqual(added.toReversed());
      const ids = added.slice(0, 2_000).map(({ id }) => id);
      const updated = await storage.updateItems({
        datasetId,
        items: ids.map((id) => ({ id, expectedOutput: null })),
      });
      expect(updated.map(({ id }) => id)).toStrictEqual(ids);
      await storage.deleteItems({ datasetId, ids });
      expect(await currentItems(storage, datasetId)).toHaveLength(1_000);
      await expectSnapshot(storage, datasetId, at(added, 0).version, added.toReversed());
    });

    it('in flight together never share a version', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const batches = await Promise.all(
        [0, 1, 2, 3, 4].map((round) =>
          storage.addItems({ datasetId, items: [{ input: [round, 0] }, { input: [round, 1] }] }),
        ),
      );
      const versions = batches.map((batch) => at(batch, 0).version.getTime());
      expect(new Set(versions).size).toBe(5);
      for (const batch of batches) {
        expect(at(batch, 1).version).toStrictEqual(at(batch, 0).version);
      }
      expect(await currentItems(storage, datasetId)).toHaveLength(10);
    });
  });
};
