import { describe, expect, it } from 'vitest';
import { digestOf } from '../canonical.js';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  UNKNOWN_ID,
  allVersions,
  at,
  collect,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  numberOf,
} from '../fixtures.js';

export const purgeSuite: Suite = ({ open, supports }) => {
  describe('purge', () => {
    it('removes the content of an item from every version, and leaves a mark', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['bystander']);
      const secret = { input: 'secret', expectedOutput: 'secret', context: { secret: true } };
      const key = supports.externalIds ? { externalId: 'secret' } : {};
      const first = await storage.addItem({ datasetId, ...key, ...secret });
      const { id, createdAt } = first;
      const second = await storage.updateItem({ id, datasetId, input: 'still secret' });
      await storage.purgeItem({ id, datasetId });

      const purgedAt = await currentVersion(storage, datasetId);
      expect(purgedAt.getTime()).toBeGreaterThan(second.version.getTime());
      const bystander = at(items, 0);
      for (const state of [first, second]) {
        const { version } = state;
        const dates = { version, createdAt, updatedAt: version, purgedAt, ...numberOf(state) };
        const mark = { id, datasetId, input: null, ...dates };
        await expectSnapshot(storage, datasetId, version, [mark, bystander]);
        expect(await storage.getItemById({ id, version })).toStrictEqual(mark);
      }
      await expectSnapshot(storage, datasetId, purgedAt, [bystander]);
      expect(await storage.getItemById({ id })).toBeNull();
    });

    it('purges an item that was deleted before', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['secret', 'kept']);
      const [gone, kept] = [at(items, 0), at(items, 1)];
      const { id, version, createdAt } = gone;
      await storage.deleteItem({ id, datasetId });
      await storage.purgeItem({ id, datasetId });
      const purgedAt = await currentVersion(storage, datasetId);
      const dates = { version, createdAt, updatedAt: version, purgedAt, ...numberOf(gone) };
      const mark = { id, datasetId, input: null, ...dates };
      await expectSnapshot(storage, datasetId, version, [mark]);
      await expectSnapshot(storage, datasetId, kept.version, [kept, mark]);
      await expectSnapshot(storage, datasetId, purgedAt, [kept]);
    });

    it('refuses what is not there', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const other = await makeDataset(storage, ['b']);
      const { id } = at(items, 0);
      await expectDatasetsError(storage.purgeItem({ id: UNKNOWN_ID, datasetId }), 'ITEM_NOT_FOUND');
      await expectDatasetsError(
        storage.purgeItem({ id, datasetId: UNKNOWN_ID }),
        'DATASET_NOT_FOUND',
      );
      const target = { id, datasetId: other.datasetId };
      await expectDatasetsError(storage.purgeItem(target), 'ITEM_DATASET_MISMATCH');
      await expectSnapshot(storage, datasetId, new Date(), items);
      await expectSnapshot(storage, other.datasetId, new Date(), other.items);
    });

    it('lets nobody change or bring back a purged item', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const target = { id: at(items, 0).id, datasetId };
      await storage.purgeItem(target);
      await expectDatasetsError(storage.updateItem({ ...target, input: 1 }), 'ITEM_NOT_FOUND');
      await expectDatasetsError(storage.deleteItem(target), 'ITEM_NOT_FOUND');
    });

    if (supports.history) {
      it('shows in the version list and in the history of the item', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
        const [first, second] = [at(items, 0), at(items, 1)];
        const { id, version, createdAt } = first;
        await storage.purgeItem({ id, datasetId });
        const purgedAt = await currentVersion(storage, datasetId);
        await storage.deleteItem({ id: second.id, datasetId });
        await storage.purgeItem({ id: second.id, datasetId });
        const counts = (await allVersions(storage, datasetId)).map(
          ({ deleted, purged, itemCount }) => [deleted, purged, itemCount],
        );
        expect(counts.slice(0, 3)).toStrictEqual([
          [0, 1, 0],
          [1, 0, 0],
          [1, 1, 1],
        ]);
        const dates = { version, createdAt, updatedAt: version, purgedAt, ...numberOf(first) };
        expect(await storage.getItemHistory({ id })).toStrictEqual([
          {
            item: { id, datasetId, input: null, ...dates },
            validTo: purgedAt,
            validToNumber: 3,
            endedBy: 'delete',
          },
        ]);
      });
    }

    if (supports.externalIds) {
      it('frees the external id and forgets it', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const item = await storage.addItem({ datasetId, externalId: 'key', input: 1 });
        await storage.purgeItem({ id: item.id, datasetId });
        const query = { datasetId, externalId: 'key' };
        expect(await storage.getItemByExternalId({ ...query, version: item.version })).toBeNull();
        const next = await storage.addItem({ ...query, input: 2 });
        expect(await storage.getItemByExternalId(query)).toStrictEqual(next);
      });
    }

    if (supports.search) {
      it('leaves nothing to search for', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['secret']);
        const { id, version } = at(items, 0);
        await storage.purgeItem({ id, datasetId });
        const pagination = { page: 0, perPage: 10 };
        const query = { datasetId, version, pagination, search: 'secret' };
        expect((await storage.listItems(query)).items).toStrictEqual([]);
      });
    }

    if (supports.restore && supports.fork) {
      it('stays away from restored versions and forks', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['kept', 'secret']);
        const [kept, secret] = [at(items, 0), at(items, 1)];
        await storage.purgeItem({ id: secret.id, datasetId });
        const { version } = secret;
        const restored = await storage.restoreVersion({ datasetId, version });
        await expectSnapshot(storage, datasetId, restored.version, [kept]);
        const fork = await storage.forkDataset({ datasetId, version, name: 'fork' });
        const copies = await currentItems(storage, fork.id);
        expect(copies.map(({ input }) => input)).toStrictEqual(['kept']);
      });
    }

    if (supports.digest && supports.diff) {
      it('counts as another case in digests, and shows in diffs', async () => {
        const storage = await open();
        const { dataset, datasetId, items } = await makeDataset(storage, ['secret']);
        const { id, version } = at(items, 0);
        const before = await storage.snapshotDigest({ datasetId, version });
        await storage.purgeItem({ id, datasetId });
        const after = await storage.snapshotDigest({ datasetId, version });
        expect(after).not.toBe(before);
        expect(after).toBe(digestOf([{ input: null, purgedAt: new Date() }]));
        const diff = await storage.diffVersions({ datasetId, from: dataset.version, to: version });
        expect(await collect(diff)).toMatchObject([
          { type: 'added', id, before: null, after: { id, input: null } },
        ]);
      });
    }
  });
};
