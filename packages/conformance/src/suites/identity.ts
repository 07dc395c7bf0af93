import {
  VersionedDatasetsStorage,
  type DatasetItem,
  type DatasetsStorage,
  type OnConflict,
} from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  allVersions,
  at,
  collect,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  numberOf,
  present,
} from '../fixtures.js';
import { expectSound } from '../import-fixtures.js';
import { apply, itemInsert } from '../primitives/fixtures.js';

const RULES = ['error', 'skip', 'update'] as const satisfies readonly OnConflict[];

/** A dataset whose only item, of the external id `key`, is deleted. */
async function makeDeleted(storage: DatasetsStorage) {
  const { datasetId } = await makeDataset(storage);
  const key = { datasetId, externalId: 'key' };
  const item = await storage.addItem({ ...key, input: 'in', context: { a: 1 } });
  await storage.deleteItem({ id: item.id, datasetId });
  return { datasetId, key, item };
}

/** The state that an item is in that was deleted and is back. */
function revived(item: DatasetItem, added: DatasetItem, content: object): DatasetItem {
  const { id, datasetId, createdAt } = item;
  const { version } = added;
  const dates = { version, createdAt, updatedAt: version, ...numberOf(added) };
  return { id, datasetId, externalId: 'key', ...dates, input: null, ...content };
}

export const identitySuite: Suite = ({ open, supports }) => {
  describe('external ids of deleted items', () => {
    it.each(RULES)('bring the item back, with %s', async (onConflict) => {
      const storage = await open();
      const { datasetId, key, item } = await makeDeleted(storage);
      const deleted = await currentVersion(storage, datasetId);
      expect(await storage.getItemByExternalId(key)).toBeNull();
      for (const onDeleted of [undefined, 'revive'] as const) {
        const rules = { onConflict, onDeleted };
        const back = await storage.addItem({ ...key, input: 'back', ...rules });
        expect(back).toStrictEqual(revived(item, back, { input: 'back' }));
        expect(back.version.getTime()).toBeGreaterThan(deleted.getTime());
        expect(await storage.getItemByExternalId(key)).toStrictEqual(back);
        expect(await storage.getItemById({ id: item.id })).toStrictEqual(back);
        await expectSnapshot(storage, datasetId, back.version, [back]);
        await expectSnapshot(storage, datasetId, deleted, []);
        await expectSnapshot(storage, datasetId, item.version, [item]);
        if (supports.history) {
          const [newest] = await allVersions(storage, datasetId);
          expect(newest).toMatchObject({ added: 1, updated: 0, deleted: 0, itemCount: 1 });
        }
        await storage.deleteItem({ id: item.id, datasetId });
      }
      await expectSound(storage, datasetId);
    });

    it('keep the place of the item among the others', async () => {
      const storage = await open();
      const { datasetId, key } = await makeDeleted(storage);
      const later = await storage.addItem({ datasetId, input: 'later' });
      const back = await storage.addItem({ ...key, input: 'in' });
      await expectSnapshot(storage, datasetId, back.version, [later, back]);
    });

    it('are refused where told so, and change nothing', async () => {
      const storage = await open();
      const { datasetId, key, item } = await makeDeleted(storage);
      const version = await currentVersion(storage, datasetId);
      for (const onConflict of RULES) {
        const work = storage.addItem({ ...key, input: 1, onConflict, onDeleted: 'error' });
        const error = await expectDatasetsError(work, 'ITEM_EXISTS');
        const { id } = item;
        expect(error.details).toMatchObject({ datasetId, externalId: 'key', id, deleted: true });
      }
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
      const strict = { datasetId, input: 1, onDeleted: 'error' } as const;
      const fresh = await storage.addItem({ ...strict, externalId: 'new' });
      expect(fresh.createdAt).toStrictEqual(fresh.version);
      const again = storage.addItem({ ...strict, externalId: 'new' });
      const error = await expectDatasetsError(again, 'ITEM_EXISTS');
      expect(error.details).toMatchObject({ id: fresh.id, deleted: false });
      const update = { ...strict, externalId: 'new', onConflict: 'update' } as const;
      expect(await storage.addItem({ ...update, input: 2 })).toMatchObject({ id: fresh.id });
    });

    it('are new in another dataset', async () => {
      const storage = await open();
      const { item } = await makeDeleted(storage);
      const { datasetId } = await makeDataset(storage);
      const other = await storage.addItem({ datasetId, externalId: 'key', input: 1 });
      expect(other.id).not.toBe(item.id);
      expect(other.createdAt).toStrictEqual(other.version);
    });

    it('raced for bring one item back', async () => {
      const storage = await open();
      const { datasetId, key, item } = await makeDeleted(storage);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 9 }, (_, input) =>
          storage.addItem({ ...key, input, onConflict: at(RULES, input % 3) }),
        ),
      );
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') expect(outcome.value.id).toBe(item.id);
        else expect(at(RULES, index % 3)).toBe('error');
      }
      expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeLessThanOrEqual(3);
      expect((await currentItems(storage, datasetId)).map(({ id }) => id)).toStrictEqual([item.id]);
      await expectSound(storage, datasetId);
    });

    it('come after a deletion under way, never with it', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const key = { datasetId, externalId: 'key' };
      const item = await storage.addItem({ ...key, input: 0 });
      const [, back] = await Promise.all([
        storage.deleteItem({ id: item.id, datasetId }),
        storage.addItem({ ...key, input: 1 }),
        storage.addItem({ datasetId, input: 'beside' }),
      ]);
      expect(back).toStrictEqual(revived(item, back, { input: 1 }));
      expect(await storage.getItemByExternalId(key)).toStrictEqual(back);
      await expectSound(storage, datasetId);
    });

    if (supports.history) {
      it('have one history, which they find', async () => {
        const storage = await open();
        const { key, item } = await makeDeleted(storage);
        const [gone] = await storage.getItemHistory(key);
        expect(gone).toMatchObject({ item, endedBy: 'delete' });
        const back = await storage.addItem({ ...key, input: 'back' });
        const history = await storage.getItemHistory({ id: item.id });
        const current = { validTo: null, validToNumber: null, endedBy: null };
        expect(history).toStrictEqual([{ item: back, ...current }, gone]);
        expect(await storage.getItemHistory(key)).toStrictEqual(history);
        expect(await storage.getItemHistory({ ...key, externalId: 'other' })).toStrictEqual([]);
        expect(await storage.getItemHistory({ ...key, datasetId: item.id })).toStrictEqual([]);
      });

      it('name an item in place of an id, never beside it', async () => {
        const storage = await open();
        const { datasetId, key, item } = await makeDeleted(storage);
        const calls: [unknown, string][] = [
          [{}, 'id'],
          [{ datasetId }, 'externalId'],
          [{ externalId: 'key' }, 'datasetId'],
          [{ ...key, id: item.id }, 'datasetId'],
          [{ ...key, externalId: '' }, 'externalId'],
        ];
        for (const [argument, path] of calls) {
          const call = () => storage.getItemHistory(argument as { id: string });
          const { details } = await expectDatasetsError(call, 'INVALID_ARGUMENT');
          expect(details).toMatchObject({ path });
        }
      });
    }

    if (supports.diff) {
      it('make a diff over deletion and return show what differs', async () => {
        const storage = await open();
        const { datasetId, key, item } = await makeDeleted(storage);
        const same = await storage.addItem({ ...key, input: 'in', context: { a: 1 } });
        const versions = { datasetId, from: item.version, to: same.version };
        expect(await collect(await storage.diffVersions(versions))).toStrictEqual([]);
        await storage.deleteItem({ id: item.id, datasetId });
        const other = await storage.addItem({ ...key, input: 'other' });
        const diff = await storage.diffVersions({ ...versions, to: other.version });
        expect(await collect(diff)).toStrictEqual([
          { type: 'updated', id: item.id, before: item, after: other },
        ]);
      });
    }

    if (supports.restore) {
      it('bring back what a restored version took away', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage, ['first']);
        const empty = await currentVersion(storage, datasetId);
        const item = await storage.addItem({ datasetId, externalId: 'key', input: 1 });
        await storage.restoreVersion({ datasetId, version: empty });
        const back = await storage.addItem({ datasetId, externalId: 'key', input: 2 });
        expect(back).toStrictEqual(revived(item, back, { input: 2 }));
        await storage.restoreVersion({ datasetId, version: item.version });
        const restored = present(
          await storage.getItemByExternalId({ datasetId, externalId: 'key' }),
        );
        expect(restored).toStrictEqual(revived(item, restored, { input: 1 }));
        await expectSound(storage, datasetId);
      });
    }

    if (supports.fork) {
      it('are new in a fork, and name one item there', async () => {
        const storage = await open();
        const { datasetId, item } = await makeDeleted(storage);
        const { id: fork } = await storage.forkDataset({ datasetId, name: 'fork' });
        const key = { datasetId: fork, externalId: 'key' };
        const added = await storage.addItem({ ...key, input: 1, onDeleted: 'error' });
        expect(added.id).not.toBe(item.id);
        await storage.deleteItem({ id: added.id, datasetId: fork });
        expect(await storage.addItem({ ...key, input: 2 })).toMatchObject({ id: added.id });
      });
    }

    if (supports.purge) {
      it('are free once the item is purged', async () => {
        const storage = await open();
        const { datasetId, key, item } = await makeDeleted(storage);
        await storage.purgeItem({ id: item.id, datasetId });
        const fresh = await storage.addItem({ ...key, input: 1, onDeleted: 'error' });
        expect(fresh.id).not.toBe(item.id);
        expect(fresh.createdAt).toStrictEqual(fresh.version);
        if (supports.history) expect(await storage.getItemHistory(key)).toHaveLength(1);
      });
    }

    it('mean the item deleted last, where an earlier release left several', async () => {
      const storage = await open();
      if (!(storage instanceof VersionedDatasetsStorage)) return;
      const primitives = VersionedDatasetsStorage.primitivesOf(storage);
      const { datasetId, key, item } = await makeDeleted(storage);
      const heir = itemInsert(datasetId, { externalId: 'key' });
      const now = () => Date.now();
      await apply(primitives, datasetId, { now, inserts: [heir] });
      await apply(primitives, datasetId, { now, deletes: [heir.id] });
      expect(await storage.getItemHistory(key)).toMatchObject([{ item: { id: heir.id } }]);
      const back = await storage.addItem({ ...key, input: 1 });
      expect(back.id).toBe(heir.id);
      await storage.restoreVersion({ datasetId, version: item.version });
      expect((await currentItems(storage, datasetId)).map(({ id }) => id)).toStrictEqual([item.id]);
      await storage.deleteItem({ id: item.id, datasetId });
      expect(await storage.addItem({ ...key, input: 2 })).toMatchObject({ id: item.id });
      await expectSound(storage, datasetId);
    });
  });
};
