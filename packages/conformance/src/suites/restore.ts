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
  shifted,
} from '../fixtures.js';

export const restoreSuite: Suite = ({ open, supports }) => {
  describe('restore', () => {
    it('makes a new version whose items equal the old ones, ids kept', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['kept', 'changed', 'gone']);
      const [kept, changed, gone] = [at(items, 0), at(items, 1), at(items, 2)];
      const old = await currentVersion(storage, datasetId);
      await storage.updateItem({ id: changed.id, datasetId, input: 'new', context: {} });
      await storage.deleteItem({ id: gone.id, datasetId });
      const late = await storage.addItem({ datasetId, input: 'late' });
      const before = await currentItems(storage, datasetId);

      const restored = await storage.restoreVersion({ datasetId, version: old, message: 'undo' });
      const { version } = restored;
      expect(restored).toMatchObject({
        datasetId,
        message: 'undo',
        added: 1,
        updated: 1,
        deleted: 1,
        purged: 0,
        itemCount: 3,
        tags: [],
      });
      expect(version.getTime()).toBeGreaterThan(late.version.getTime());
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
      const { number } = restored;
      const dates = { version, updatedAt: version, versionNumber: number };
      const after = [{ ...gone, ...dates }, { ...changed, ...dates }, kept];
      await expectSnapshot(storage, datasetId, version, after);
      await expectSnapshot(storage, datasetId, late.version, before);
      await expectSnapshot(storage, datasetId, old, items.toReversed());
    });

    it('makes a version even where nothing differs', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const version = await currentVersion(storage, datasetId);
      const restored = await storage.restoreVersion({ datasetId, version });
      expect(restored.version.getTime()).toBeGreaterThan(version.getTime());
      expect(restored).toMatchObject({ added: 0, updated: 0, deleted: 0, itemCount: 2 });
      expect(restored).not.toHaveProperty('message');
      await expectSnapshot(storage, datasetId, restored.version, items.toReversed());
    });

    it('brings the order of keys back', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, [{ a: 1, b: 2 }]);
      const { id, version } = at(items, 0);
      await storage.updateItem({ id, datasetId, input: { b: 2, a: 1 } });
      await storage.restoreVersion({ datasetId, version });
      const restored = await currentItems(storage, datasetId);
      expect(JSON.stringify(restored.map(({ input }) => input))).toBe('[{"a":1,"b":2}]');
    });

    it('can be undone, and restores an empty version too', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const full = await currentVersion(storage, datasetId);
      await storage.restoreVersion({ datasetId, version: dataset.version });
      expect(await currentItems(storage, datasetId)).toStrictEqual([]);
      const { version, number } = await storage.restoreVersion({ datasetId, version: full });
      const dates = { version, updatedAt: version, versionNumber: number };
      const back = items.map((item) => ({ ...item, ...dates }));
      await expectSnapshot(storage, datasetId, version, back.reverse());
    });

    it('refuses an unknown dataset and a version that never was', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a']);
      const lost = storage.restoreVersion({ datasetId: UNKNOWN_ID, version: new Date() });
      await expectDatasetsError(lost, 'DATASET_NOT_FOUND');
      const early = shifted(dataset.createdAt, -1);
      const missing = [early, ...(supports.history ? [99] : []), ...(supports.tags ? ['no'] : [])];
      for (const version of missing) {
        const work = storage.restoreVersion({ datasetId, version });
        await expectDatasetsError(work, 'VERSION_NOT_FOUND');
      }
      await expectSnapshot(storage, datasetId, new Date(), items);
    });

    if (supports.externalIds) {
      it('gives external ids back to the items that had them', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const first = await storage.addItem({ datasetId, externalId: 'key', input: 1 });
        await storage.deleteItem({ id: first.id, datasetId });
        const second = await storage.addItem({ datasetId, externalId: 'key', input: 2 });
        const { version, number } = await storage.restoreVersion({
          datasetId,
          version: first.version,
        });
        const expected = { ...first, version, updatedAt: version, versionNumber: number };
        const found = await storage.getItemByExternalId({ datasetId, externalId: 'key' });
        expect(found).toStrictEqual(expected);
        await expectSnapshot(storage, datasetId, version, [expected]);
        await expectSnapshot(storage, datasetId, second.version, [second]);
      });
    }

    if (supports.digest) {
      it('gives a version of the same digest', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
        const version = await currentVersion(storage, datasetId);
        const digest = await storage.snapshotDigest({ datasetId, version });
        await storage.updateItem({ id: at(items, 0).id, datasetId, input: 'other' });
        expect(await storage.snapshotDigest({ datasetId })).not.toBe(digest);
        await storage.restoreVersion({ datasetId, version });
        expect(await storage.snapshotDigest({ datasetId })).toBe(digest);
      });
    }
  });
};
