import type { ImportItemsInput, NewDatasetItem, RejectedItem } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { allVersions, at, currentItems, currentVersion, makeDataset } from '../fixtures.js';
import { expectSound, MANY, numbered, withLast } from '../import-fixtures.js';

const SYNC = { onMissing: 'delete' } as const satisfies Partial<ImportItemsInput>;

/** Imports that make a dataset hold exactly what they name. */
export const syncSuite: Suite = ({ open, supports }) => {
  describe('imports that delete what is missing', () => {
    it('make one version that holds what they name, and nothing else', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['nameless']);
      await storage.importItems({ datasetId, items: numbered(MANY) });
      const before = await currentItems(storage, datasetId);
      const items = numbered(MANY + 2).slice(3);
      items[0] = { externalId: 'item 3', input: 'changed' };
      const result = await storage.importItems({ datasetId, items, ...SYNC, message: 'Sync' });
      const { version } = result;
      expect(result).toStrictEqual({
        version,
        added: 2,
        updated: 1,
        deleted: 4,
        unchanged: MANY - 4,
        rejected: 0,
      });
      const after = await currentItems(storage, datasetId);
      const names = after.map(({ externalId }) => externalId).reverse();
      expect(names).toStrictEqual(items.map(({ externalId }) => externalId));
      const kept = new Map(before.map((item) => [item.externalId, item.id]));
      for (const { externalId, id } of after.slice(2)) expect(id).toBe(kept.get(externalId));
      const old = await storage.getItemsByVersion({ datasetId, version: new Date(+version - 1) });
      expect(old).toStrictEqual(before);
      if (supports.history) {
        const [newest] = await allVersions(storage, datasetId);
        const counts = { added: 2, updated: 1, deleted: 4, itemCount: MANY - 1 };
        expect(newest).toMatchObject({ version, number: 3, message: 'Sync', ...counts });
      }
      await expectSound(storage, datasetId);
    });

    it('change nothing the second time', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['nameless']);
      const { version } = await storage.importItems({ datasetId, items: numbered(20), ...SYNC });
      const again = await storage.importItems({ datasetId, items: numbered(20), ...SYNC });
      const nothing = { added: 0, updated: 0, deleted: 0, rejected: 0 };
      expect(again).toStrictEqual({ version, ...nothing, unchanged: 20 });
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
      const kept = await storage.importItems({ datasetId, items: [], onMissing: 'keep' });
      expect(kept).toStrictEqual({ version, ...nothing, unchanged: 0 });
      const emptied = await storage.importItems({ datasetId, items: [], ...SYNC });
      expect(emptied).toMatchObject({ deleted: 20, unchanged: 0 });
      expect(await currentItems(storage, datasetId)).toStrictEqual([]);
      const back = await storage.importItems({ datasetId, items: numbered(20), ...SYNC });
      expect(back).toMatchObject({ added: 20, deleted: 0 });
      await expectSound(storage, datasetId);
    });

    it('meet current items as they are told', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      await storage.importItems({ datasetId, items: numbered(3) });
      const items = [{ externalId: 'item 0', input: 'other' }];
      const strict = () => storage.importItems({ datasetId, items, ...SYNC, onConflict: 'error' });
      await expectDatasetsError(strict, 'ITEM_EXISTS');
      const skipped = await storage.importItems({ datasetId, items, ...SYNC, onConflict: 'skip' });
      expect(skipped).toMatchObject({ updated: 0, deleted: 2, unchanged: 1 });
      const [item] = await currentItems(storage, datasetId);
      expect(item).toMatchObject({ externalId: 'item 0', input: { index: 0 } });
    });

    it('delete no more than they may', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['nameless']);
      await storage.importItems({ datasetId, items: numbered(10) });
      const before = await currentItems(storage, datasetId);
      const version = await currentVersion(storage, datasetId);
      const items = numbered(12).slice(4);
      const work = () => storage.importItems({ datasetId, items, ...SYNC, maxDeleted: 4 });
      const error = await expectDatasetsError(work, 'TOO_MANY_DELETIONS');
      expect(error.details).toMatchObject({ datasetId, found: 5, limit: 4 });
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
      expect(await currentItems(storage, datasetId)).toStrictEqual(before);
      const result = await storage.importItems({ datasetId, items, ...SYNC, maxDeleted: 5 });
      expect(result).toMatchObject({ added: 2, deleted: 5 });
      const none = await storage.importItems({ datasetId, items, ...SYNC, maxDeleted: 0 });
      expect(none).toMatchObject({ deleted: 0, unchanged: 8 });
    });

    it('take a limit only where they delete', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      for (const onMissing of [undefined, 'keep'] as const) {
        const work = () =>
          storage.importItems({ datasetId, items: numbered(1), onMissing, maxDeleted: 1 });
        const { details } = await expectDatasetsError(work, 'INVALID_ARGUMENT');
        expect(details).toMatchObject({ path: 'maxDeleted' });
      }
    });

    it('need an external id for every item', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['before']);
      const given = [...numbered(2), { input: 'nameless' }];
      const work = () => storage.importItems({ datasetId, items: given, ...SYNC });
      const error = await expectDatasetsError(work, 'INVALID_ARGUMENT');
      expect(error.details).toMatchObject({ path: 'items[2].externalId' });
      expect(await currentItems(storage, datasetId)).toStrictEqual(items);
    });

    it('keep the items that refused ones name', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['nameless']);
      await storage.importItems({ datasetId, items: numbered(6) });
      await storage.updateDataset({
        id: datasetId,
        expectedOutputSchema: { type: 'string' },
        existing: 'keep',
      });
      const items: unknown[] = [
        { externalId: 'item 0', input: 'new' },
        { externalId: 'item 1', input: 1, expectedOutput: 1 },
        { externalId: 'item 2' },
        { externalId: 'item 3', input: Number.NaN },
        { input: 'nameless' },
        'no item',
        { externalId: 7, input: 1 },
      ];
      const rejected: RejectedItem[] = [];
      const result = await storage.importItems({
        datasetId,
        items: items as NewDatasetItem[],
        ...SYNC,
        onRejected: (item) => rejected.push(item),
      });
      expect(result).toMatchObject({ added: 0, updated: 1, deleted: 3, rejected: 6 });
      expect(rejected).toHaveLength(6);
      const left = (await currentItems(storage, datasetId)).map(({ externalId }) => externalId);
      expect(left).toStrictEqual(['item 3', 'item 2', 'item 1', 'item 0']);
      await expectSound(storage, datasetId);
    });

    it('delete what others add meanwhile, unless they expect a version', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      await storage.importItems({ datasetId, items: numbered(3) });
      const interfere = () => storage.addItem({ datasetId, input: 'rival' });
      const sync = { datasetId, ...SYNC };
      const expectedVersion = await currentVersion(storage, datasetId);
      const careful = () =>
        storage.importItems({ ...sync, items: withLast(numbered(3), interfere), expectedVersion });
      await expectDatasetsError(careful, 'VERSION_CONFLICT');
      expect(await currentItems(storage, datasetId)).toHaveLength(4);
      const bounded = () =>
        storage.importItems({
          ...sync,
          items: withLast(numbered(3), interfere),
          maxDeleted: 1,
        });
      const error = await expectDatasetsError(bounded, 'TOO_MANY_DELETIONS');
      expect(error.details).toMatchObject({ found: 2, limit: 1 });
      const remove = async () => {
        const [newest] = await currentItems(storage, datasetId);
        await storage.deleteItem({ datasetId, id: newest?.id ?? '' });
      };
      const result = await storage.importItems({
        ...sync,
        items: withLast(numbered(3), remove),
        maxDeleted: 1,
      });
      expect(result).toMatchObject({ added: 0, updated: 0, deleted: 1, unchanged: 3 });
      const names = (await currentItems(storage, datasetId)).map(({ externalId }) => externalId);
      expect(names).toStrictEqual(['item 2', 'item 1', 'item 0']);
      await expectSound(storage, datasetId);
    });

    it('go on beside other changes, and leave nothing else in the end', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      await storage.importItems({ datasetId, items: numbered(5) });
      await Promise.all([
        ...[0, 1, 2].map((input) => storage.addItem({ datasetId, input })),
        storage.importItems({ datasetId, items: numbered(1_200), ...SYNC }),
        storage.importItems({ datasetId, items: numbered(1_100), ...SYNC }),
      ]);
      await storage.importItems({ datasetId, items: numbered(7), ...SYNC });
      const names = (await currentItems(storage, datasetId)).map(({ externalId }) => externalId);
      expect(names.sort()).toStrictEqual(numbered(7).map(({ externalId }) => externalId));
      expect(at(names, 0)).toBe('item 0');
      await expectSound(storage, datasetId);
    });
  });
};
