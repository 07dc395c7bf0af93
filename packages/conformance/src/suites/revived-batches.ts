import type { RejectedItem } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { allVersions, at, currentItems, currentVersion, makeDataset } from '../fixtures.js';
import { expectSound, MANY, numbered, withLast } from '../import-fixtures.js';

/** Batches and imports that bring deleted items back. */
export const revivedBatchesSuite: Suite = ({ open, supports }) => {
  describe('batches with external ids of deleted items', () => {
    it('bring them back beside other changes, in one version', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const before = await storage.addItems({ datasetId, items: numbered(4) });
      await storage.deleteItems({ datasetId, ids: [at(before, 0).id, at(before, 1).id] });
      const { version, results } = await storage.applyChanges({
        datasetId,
        changes: [
          { type: 'add', externalId: 'item 1', input: 'back' },
          { type: 'add', externalId: 'item 2', input: 'updated', onConflict: 'update' },
          { type: 'add', externalId: 'item 9', input: 'new', onDeleted: 'error' },
          { type: 'delete', id: at(before, 3).id },
        ],
      });
      const told = results.map(({ action, id }) => [action, id]);
      expect(told).toStrictEqual([
        ['added', at(before, 1).id],
        ['updated', at(before, 2).id],
        ['added', at(results, 2).id],
        ['deleted', at(before, 3).id],
      ]);
      expect(at(results, 0).item).toMatchObject({
        createdAt: at(before, 1).createdAt,
        updatedAt: version,
      });
      if (supports.history) {
        const [newest] = await allVersions(storage, datasetId);
        expect(newest).toMatchObject({ added: 2, updated: 1, deleted: 1, itemCount: 3 });
      }
      await expectSound(storage, datasetId);
    });

    it.each(['error', 'skip', 'update'] as const)('may be long, with %s', async (onConflict) => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const first = await storage.addItems({ datasetId, items: numbered(500) });
      await storage.deleteItems({ datasetId, ids: first.map(({ id }) => id) });
      const items = numbered(800);
      const second = await storage.addItems({ datasetId, items, onConflict });
      expect(second.slice(0, 500).map(({ id }) => id)).toStrictEqual(first.map(({ id }) => id));
      expect(new Set(second.map(({ id }) => id)).size).toBe(800);
      expect(await currentItems(storage, datasetId)).toHaveLength(800);
      await expectSound(storage, datasetId);
    });

    it('are refused whole where one is to be refused', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const [first] = await storage.addItems({ datasetId, items: numbered(3) });
      await storage.deleteItem({ datasetId, id: first?.id ?? '' });
      const version = await currentVersion(storage, datasetId);
      const strict = { onConflict: 'update', onDeleted: 'error' } as const;
      const work = storage.addItems({ datasetId, items: numbered(5), ...strict });
      const error = await expectDatasetsError(work, 'ITEM_EXISTS');
      expect(error.details).toMatchObject({ externalId: 'item 0', id: first?.id, deleted: true });
      const change = { type: 'add', externalId: 'item 0', input: 1, ...strict } as const;
      const mixed = storage.applyChanges({
        datasetId,
        changes: [{ type: 'add', input: 1 }, change],
      });
      await expectDatasetsError(mixed, 'ITEM_EXISTS');
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
    });
  });

  if (!supports.imports) return;
  describe('imports with external ids of deleted items', () => {
    it.each(['error', 'skip', 'update'] as const)(
      'bring them back, with %s',
      async (onConflict) => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        await storage.importItems({ datasetId, items: numbered(MANY) });
        const before = (await currentItems(storage, datasetId)).reverse();
        const deleted = before.filter((_, index) => index % 3 === 0);
        const some = onConflict === 'error' ? before : deleted;
        await storage.deleteItems({ datasetId, ids: some.map(({ id }) => id) });
        const result = await storage.importItems({
          datasetId,
          items: numbered(MANY + 1),
          onConflict,
        });
        const added = some.length + 1;
        expect(result).toMatchObject({ added, updated: 0, unchanged: MANY + 1 - added });
        const after = (await currentItems(storage, datasetId)).reverse();
        const kept = after.slice(0, -1).map(({ id, createdAt }) => [id, createdAt]);
        expect(kept).toStrictEqual(before.map(({ id, createdAt }) => [id, createdAt]));
        expect(at(after, 0)).toMatchObject({ version: result.version, updatedAt: result.version });
        if (supports.history) {
          const [newest] = await allVersions(storage, datasetId);
          expect(newest).toMatchObject({ added, updated: 0, deleted: 0, itemCount: MANY + 1 });
          expect(await storage.getItemHistory({ datasetId, externalId: 'item 0' })).toHaveLength(2);
        }
        await expectSound(storage, datasetId);
      },
    );

    it('refuse them where told so', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const [first] = await storage.addItems({ datasetId, items: numbered(2) });
      await storage.deleteItem({ datasetId, id: first?.id ?? '' });
      const strict = { datasetId, items: numbered(3), onDeleted: 'error' } as const;
      const details = { externalId: 'item 0', id: first?.id, deleted: true };
      for (const onConflict of ['skip', 'update'] as const) {
        const work = () => storage.importItems({ ...strict, onConflict });
        expect((await expectDatasetsError(work, 'ITEM_EXISTS')).details).toMatchObject(details);
      }
      const rejected: RejectedItem[] = [];
      const onRejected = (item: RejectedItem) => rejected.push(item);
      const result = await storage.importItems({ ...strict, onConflict: 'skip', onRejected });
      expect(result).toMatchObject({ added: 1, unchanged: 1, rejected: 1 });
      expect(rejected.map(({ index }) => index)).toStrictEqual([0]);
      expect(at(rejected, 0).error.details).toMatchObject(details);
    });

    it('meet what others delete meanwhile', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const [first] = await storage.addItems({ datasetId, items: numbered(2) });
      const remove = () => storage.deleteItem({ datasetId, id: first?.id ?? '' });
      const rules = { datasetId, onConflict: 'update' } as const;
      const items = () => withLast(numbered(MANY), remove);
      const refused = () => storage.importItems({ ...rules, items: items(), onDeleted: 'error' });
      const error = await expectDatasetsError(refused, 'ITEM_EXISTS');
      expect(error.details).toMatchObject({ id: first?.id, deleted: true });
      await storage.addItem({ ...rules, externalId: 'item 0', input: 'back' });
      const result = await storage.importItems({ ...rules, items: items() });
      expect(result).toMatchObject({ added: MANY - 1, unchanged: 1 });
      const item = await storage.getItemByExternalId({ datasetId, externalId: 'item 0' });
      expect(item).toMatchObject({ id: first?.id, version: result.version });
      await expectSound(storage, datasetId);
    });
  });
};
