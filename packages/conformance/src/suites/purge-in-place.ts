import type { DatasetItem } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../canonical.js';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  UNKNOWN_ID,
  at,
  collect,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  numberOf,
  present,
} from '../fixtures.js';

/** What is left of a state. */
function markOf(state: DatasetItem, purgedAt: Date): DatasetItem {
  const { id, datasetId, version, createdAt, updatedAt } = state;
  const dates = { version, createdAt, updatedAt, purgedAt, ...numberOf(state) };
  return { id, datasetId, input: null, ...dates };
}

export const purgeInPlaceSuite: Suite = ({ open, supports }) => {
  describe('purge in place', () => {
    it('removes the content of every state where it stands, and makes no version', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['bystander']);
      const secret = { input: 'secret', expectedOutput: 'secret', context: { secret: true } };
      const fields = supports.itemFields
        ? { splits: ['secret'], source: { url: 'secret' }, attributes: { secret: 1 } }
        : {};
      const first = await storage.addItem({ datasetId, ...secret, ...fields });
      const { id } = first;
      const second = await storage.updateItem({ id, datasetId, input: 'still secret' });
      const dataset = await storage.getDatasetById({ id: datasetId });
      await storage.purgeItem({ id, datasetId, keep: true });

      const purgedAt = present(present(await storage.getItemById({ id })).purgedAt);
      expect(purgedAt.getTime()).toBeGreaterThanOrEqual(second.version.getTime());
      const bystander = at(items, 0);
      for (const state of [first, second]) {
        const mark = markOf(state, purgedAt);
        await expectSnapshot(storage, datasetId, state.version, [mark, bystander]);
        expect(await storage.getItemById({ id, version: state.version })).toStrictEqual(mark);
      }
      expect(await storage.getItemById({ id })).toStrictEqual(markOf(second, purgedAt));
      expect(await storage.getDatasetById({ id: datasetId })).toStrictEqual(dataset);
      if (!supports.verification) return;
      expect(await storage.verify({ datasetId })).toMatchObject({ problems: [] });
    });

    it('purges an item that was deleted before, and does nothing the second time', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['secret']);
      const item = at(items, 0);
      await storage.deleteItem({ datasetId, id: item.id });
      const version = await currentVersion(storage, datasetId);
      const target = { datasetId, id: item.id, keep: true };
      await storage.purgeItem(target);
      const [mark] = await storage.getItemsByVersion({ datasetId, version: item.version });
      await storage.purgeItem(target);
      const after = await storage.getItemsByVersion({ datasetId, version: item.version });
      expect(after).toStrictEqual([markOf(item, present(mark?.purgedAt))]);
      expect(after).toStrictEqual([mark]);
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
    });

    it('refuses what is not there', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const other = await makeDataset(storage, ['b']);
      const { id } = at(items, 0);
      const purge = (target: { id: string; datasetId: string }) =>
        storage.purgeItem({ ...target, keep: true });
      await expectDatasetsError(purge({ id: UNKNOWN_ID, datasetId }), 'ITEM_NOT_FOUND');
      await expectDatasetsError(purge({ id, datasetId: UNKNOWN_ID }), 'DATASET_NOT_FOUND');
      const mismatch = purge({ id, datasetId: other.datasetId });
      await expectDatasetsError(mismatch, 'ITEM_DATASET_MISMATCH');
      await expectSnapshot(storage, datasetId, new Date(), items);
    });

    if (supports.authors) {
      it('takes no author and no message, as no version would hold them', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a']);
        const target = { datasetId, id: at(items, 0).id, keep: true };
        for (const note of [{ author: 'ann' }, { message: 'why' }]) {
          const work = storage.purgeItem({ ...target, ...note });
          await expectDatasetsError(work, 'INVALID_ARGUMENT');
        }
        expect(await currentItems(storage, datasetId)).toStrictEqual(items);
      });
    }

    it('leaves a mark that nothing changes', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const { id, version } = at(items, 0);
      await storage.purgeItem({ datasetId, id, keep: true });
      const before = await currentItems(storage, datasetId);
      const target = { datasetId, id };
      const other = at(items, 1).id;
      const attempts = [() => storage.updateItem({ ...target, input: 'again' })];
      if (supports.merging) {
        attempts.push(() => storage.updateItem({ ...target, merge: { context: { a: 1 } } }));
      }
      if (supports.conditions) {
        attempts.push(() =>
          storage.updateItem({ ...target, input: 'again', expectedItemVersion: version }),
        );
      }
      const batches = [
        () =>
          storage.updateItems({
            datasetId,
            items: [
              { id: other, input: 'B' },
              { id, input: 1 },
            ],
          }),
        () => storage.applyChanges({ datasetId, changes: [{ type: 'update', id, input: 1 }] }),
      ];
      for (const attempt of [...attempts, ...(supports.batches ? batches : [])]) {
        const { details } = await expectDatasetsError(attempt, 'ITEM_PURGED');
        expect(details).toMatchObject({ datasetId, id, purgedAt: expect.any(Date) as Date });
      }
      expect(await currentItems(storage, datasetId)).toStrictEqual(before);
      expect(await currentVersion(storage, datasetId)).toStrictEqual(at(items, 1).version);
    });

    it('leaves a mark that can be deleted, and purged altogether', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const [first, second] = [at(items, 0), at(items, 1)];
      for (const { id } of items) await storage.purgeItem({ datasetId, id, keep: true });
      const marks = await currentItems(storage, datasetId);
      await storage.deleteItem({ datasetId, id: first.id });
      await storage.purgeItem({ datasetId, id: second.id });
      expect(await currentItems(storage, datasetId)).toStrictEqual([]);
      await expectSnapshot(storage, datasetId, second.version, marks);
      if (!supports.verification) return;
      expect(await storage.verify({ datasetId })).toMatchObject({ problems: [] });
    });

    if (supports.externalIds) {
      it('frees the external id, so that additions of it make another item', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const item = await storage.addItem({ datasetId, externalId: 'key', input: 'secret' });
        await storage.purgeItem({ datasetId, id: item.id, keep: true });
        const query = { datasetId, externalId: 'key' };
        expect(await storage.getItemByExternalId(query)).toBeNull();
        expect(await storage.getItemByExternalId({ ...query, version: item.version })).toBeNull();
        const added = await storage.addItem({ ...query, input: 'new', onConflict: 'update' });
        expect(added.id).not.toBe(item.id);
        expect(await currentItems(storage, datasetId)).toHaveLength(2);
      });
    }

    if (supports.digest && supports.diff) {
      it('counts as another case in digests, and shows as no difference of marks', async () => {
        const storage = await open();
        const { dataset, datasetId, items } = await makeDataset(storage, ['secret']);
        const { id, version } = at(items, 0);
        const next = await storage.updateItem({ datasetId, id, input: 'more' });
        await storage.purgeItem({ datasetId, id, keep: true });
        const marks = digestOf([{ input: null, purgedAt: new Date() }]);
        for (const at of [version, next.version]) {
          expect(await storage.snapshotDigest({ datasetId, version: at })).toBe(marks);
        }
        const between = { datasetId, from: version, to: next.version };
        expect(await collect(await storage.diffVersions(between))).toStrictEqual([]);
        const all = { datasetId, from: dataset.version, to: next.version };
        expect(await collect(await storage.diffVersions(all))).toMatchObject([
          { type: 'added', id, after: { input: null } },
        ]);
      });
    }

    if (supports.schemas) {
      it('leaves nothing for new schemas to refuse', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
        await storage.purgeItem({ datasetId, id: at(items, 0).id, keep: true });
        const inputSchema = { type: 'string' };
        await storage.updateDataset({ id: datasetId, inputSchema });
        await storage.updateItem({ datasetId, id: at(items, 1).id, input: 'B' });
        expect(await currentItems(storage, datasetId)).toHaveLength(2);
      });
    }

    if (supports.restore && supports.fork) {
      it('stays away from forks, and stays a mark in what is restored', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['kept', 'secret', 'deleted']);
        const [kept, secret, deleted] = [at(items, 0), at(items, 1), at(items, 2)];
        await storage.deleteItem({ datasetId, id: deleted.id });
        for (const { id } of [secret, deleted]) {
          await storage.purgeItem({ datasetId, id, keep: true });
        }
        const [mark] = await currentItems(storage, datasetId);
        const { version } = deleted;
        const restored = await storage.restoreVersion({ datasetId, version });
        await expectSnapshot(storage, datasetId, restored.version, [present(mark), kept]);
        const earlier = await storage.restoreVersion({ datasetId, version: kept.version });
        await expectSnapshot(storage, datasetId, earlier.version, [kept]);
        const fork = await storage.forkDataset({ datasetId, version, name: 'fork' });
        const copies = await currentItems(storage, fork.id);
        expect(copies.map(({ input }) => input)).toStrictEqual(['kept']);
      });
    }
  });
};
