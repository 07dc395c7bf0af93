import type { ImportItemsInput, NewDatasetItem, RejectedItem } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  UNKNOWN_ID,
  allVersions,
  at,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  numberOf,
  present,
} from '../fixtures.js';
import { expectSound, MANY, numbered, withLast } from '../import-fixtures.js';

export const importsSuite: Suite = ({ open }) => {
  describe('imports', () => {
    it('add any number of items in one version, in their order', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['before']);
      const given = numbered(MANY);
      const result = await storage.importItems({ datasetId, items: given, message: 'Import' });
      const version = await currentVersion(storage, datasetId);
      const counts = { added: MANY, updated: 0, deleted: 0, unchanged: 0, rejected: 0 };
      expect(result).toStrictEqual({ version, ...counts });
      const current = await currentItems(storage, datasetId);
      const dates = {
        version,
        createdAt: version,
        updatedAt: version,
        ...numberOf(at(current, 0)),
      };
      const expected = Array.from({ length: MANY }, (_, index) => ({
        id: at(current, MANY - 1 - index).id,
        datasetId,
        externalId: `item ${index}`,
        input: { index },
        ...dates,
      }));
      await expectSnapshot(storage, datasetId, version, [...expected.reverse(), ...items]);
      await expectSnapshot(storage, datasetId, at(items, 0).version, items);
      expect(await allVersions(storage, datasetId)).toMatchObject([
        { version, number: 2, added: MANY, updated: 0, itemCount: MANY + 1, message: 'Import' },
        { number: 1 },
        { number: 0 },
      ]);
      await expectSound(storage, datasetId);
    });

    it('keep every kind of content as additions do', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const items = [
        { input: null },
        { input: '', expectedOutput: null, context: {} },
        { input: [1, { a: 'b\0c' }], expectedOutput: 0, context: { d: [] } },
        { input: 'x', externalId: "it's" },
      ];
      await storage.importItems({ datasetId, items });
      const twin = await makeDataset(storage);
      await storage.addItems({ datasetId: twin.datasetId, items });
      const content = async (id: string) =>
        (await currentItems(storage, id)).map(({ input, expectedOutput, context, externalId }) => ({
          input,
          expectedOutput,
          context,
          externalId,
        }));
      expect(await content(datasetId)).toStrictEqual(await content(twin.datasetId));
      expect(await storage.snapshotDigest({ datasetId })).toBe(
        await storage.snapshotDigest({ datasetId: twin.datasetId }),
      );
    });

    it('show nothing before they are whole', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['before']);
      const look = async () => {
        const externalId = 'item 0';
        expect(await storage.getItemByExternalId({ datasetId, externalId })).toBeNull();
        await expectSnapshot(storage, datasetId, new Date(), items);
        expect(await allVersions(storage, datasetId)).toHaveLength(2);
        await expectSound(storage, datasetId);
      };
      const staged: unknown[] = [];
      await storage.importItems({
        datasetId,
        items: withLast(numbered(MANY), look),
        onProgress: (progress) => staged.push(progress),
      });
      expect(await currentItems(storage, datasetId)).toHaveLength(MANY + 1);
      expect(staged).toStrictEqual([
        { phase: 'stage', staged: 1_000 },
        { phase: 'stage', staged: 2_000 },
        { phase: 'stage', staged: MANY },
        { phase: 'commit', staged: MANY },
      ]);
    });

    it('skip or update what is there, and make no version when nothing differs', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const first = [
        { externalId: 'a', input: { x: 1, y: 2 }, expectedOutput: 'A', context: { z: 1 } },
        { externalId: 'b', input: 'b' },
      ];
      await storage.addItems({ datasetId, items: first });
      const before = await currentItems(storage, datasetId);
      const added = await currentVersion(storage, datasetId);
      const same = [{ ...at(first, 0), input: { y: 2, x: 1 } }, at(first, 1)];
      const none = { added: 0, updated: 0, deleted: 0, rejected: 0 };
      const unchanged = { version: added, ...none, unchanged: 2 };
      expect(
        await storage.importItems({ datasetId, items: same, onConflict: 'update' }),
      ).toStrictEqual(unchanged);
      const changed = [
        { externalId: 'a', input: 'new' },
        { externalId: 'c', input: 'c' },
      ];
      expect(
        await storage.importItems({ datasetId, items: [at(changed, 0)], onConflict: 'skip' }),
      ).toStrictEqual({ ...unchanged, unchanged: 1 });
      expect(await currentVersion(storage, datasetId)).toStrictEqual(added);

      const items = [...changed, at(first, 1)];
      const result = await storage.importItems({ datasetId, items, onConflict: 'update' });
      expect(result).toMatchObject({ added: 1, updated: 1, unchanged: 1 });
      const { version } = result;
      const [third, second, one] = await currentItems(storage, datasetId);
      const { id, createdAt } = at(before, 1);
      const dates = { createdAt, updatedAt: version, version, ...numberOf(present(third)) };
      expect(one).toStrictEqual({ id, datasetId, externalId: 'a', input: 'new', ...dates });
      expect(second).toStrictEqual(at(before, 0));
      expect(third).toMatchObject({ externalId: 'c', createdAt: version });
      await expectSnapshot(storage, datasetId, added, before);
      const [newest] = await allVersions(storage, datasetId);
      expect(newest).toMatchObject({ number: 2, added: 1, updated: 1, deleted: 0, itemCount: 3 });
      await expectSound(storage, datasetId);

      await storage.importItems({ datasetId, items: same, onConflict: 'skip' });
      // The item that the newest commit updated is not among these.
      const other = { datasetId, items: [at(first, 1)], onConflict: 'update' as const };
      expect(await storage.importItems(other)).toMatchObject({ version, unchanged: 1 });
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
      expect(await currentItems(storage, datasetId)).toStrictEqual([third, second, one]);
    });

    it('change nothing when an item is refused', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['before']);
      await storage.addItem({ datasetId, input: 'taken', externalId: 'item 2100' });
      const version = await currentVersion(storage, datasetId);
      const many = numbered(MANY);
      const failures = [
        { items: many, code: 'ITEM_EXISTS' },
        { items: [...many.slice(0, 2_000), { input: Number.NaN }], code: 'INVALID_ARGUMENT' },
        { items: [...many.slice(0, 2_000), { externalId: 'item 5', input: 1 }] },
        { items: [{ externalId: 'twice', input: 1 }].flatMap((item) => [item, item]) },
      ];
      for (const { items: given, code = 'INVALID_ARGUMENT' } of failures) {
        const work = () => storage.importItems({ datasetId, items: given });
        await expectDatasetsError(work, code === 'ITEM_EXISTS' ? code : 'INVALID_ARGUMENT');
      }
      const taken = { externalId: 'item 2100' };
      const error = await expectDatasetsError(
        () => storage.importItems({ datasetId, items: many }),
        'ITEM_EXISTS',
      );
      expect(error.details).toMatchObject(taken);
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
      await expectSnapshot(storage, datasetId, at(items, 0).version, items);
      await expectSound(storage, datasetId);
    });

    it('tell about items that are refused, and take the others', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      await storage.addItem({ datasetId, input: 'taken', externalId: 'taken' });
      await storage.updateDataset({
        id: datasetId,
        expectedOutputSchema: { type: 'string' },
        existing: 'keep',
      });
      const items: NewDatasetItem[] = [
        { input: 'good' },
        { input: undefined },
        { input: 'rival', externalId: 'taken' },
        { input: 'good', externalId: 'own' },
        { input: 'again', externalId: 'own' },
        { input: 'wrong', expectedOutput: 1 },
        { input: 'good', expectedOutput: 'text' },
      ];
      const rejected: RejectedItem[] = [];
      const result = await storage.importItems({
        datasetId,
        items,
        onRejected: (item) => rejected.push(item),
      });
      expect(result).toMatchObject({ added: 3, rejected: 4 });
      const told = rejected.toSorted((left, right) => left.index - right.index);
      expect(told.map(({ index, item, error }) => [index, item, error.code])).toStrictEqual([
        [1, items[1], 'INVALID_ARGUMENT'],
        [2, items[2], 'ITEM_EXISTS'],
        [4, items[4], 'INVALID_ARGUMENT'],
        [5, items[5], 'SCHEMA_VALIDATION_FAILED'],
      ]);
      expect(at(told, 0).error.details).toMatchObject({ path: 'items[1].input' });
      expect(at(told, 3).error.details).toMatchObject({ failures: [{ index: 5 }] });
      const inputs = (await currentItems(storage, datasetId)).map(({ input }) => input);
      expect(inputs).toStrictEqual(['good', 'good', 'good', 'taken']);
    });

    it('end with what the items throw, which is told to close', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['before']);
      const cause = new TypeError('no more');
      const failing = withLast(numbered(MANY), () => Promise.reject(cause));
      const work = (given: ImportItemsInput['items']) => () =>
        storage.importItems({ datasetId, items: given });
      const error = await expectDatasetsError(work(failing), 'INVALID_ARGUMENT');
      expect(error.cause).toBe(cause);
      let closed = false;
      const endless = (function* () {
        try {
          for (;;) yield { input: Number.NaN };
        } finally {
          closed = true;
        }
      })();
      await expectDatasetsError(work(endless), 'INVALID_ARGUMENT');
      expect(closed).toBe(true);
      await expectSnapshot(storage, datasetId, new Date(), items);
    });

    it('of nothing make no version, and need a dataset', async () => {
      const storage = await open();
      const { datasetId, dataset } = await makeDataset(storage);
      const { version } = dataset;
      const counts = { added: 0, updated: 0, deleted: 0, unchanged: 0, rejected: 0 };
      const result = await storage.importItems({ datasetId, items: [] });
      expect(result).toStrictEqual({ version, ...counts });
      for (const items of [[], [{ input: 1 }]]) {
        const work = () => storage.importItems({ datasetId: UNKNOWN_ID, items });
        await expectDatasetsError(work, 'DATASET_NOT_FOUND');
      }
    });
  });
};
