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
  present,
  numberOf,
} from '../fixtures.js';

export const itemsSuite: Suite = ({ open }) => {
  describe('items', () => {
    it('adds an item in a new version', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage);
      const item = await storage.addItem({
        datasetId,
        input: { question: 'capital of Chad?' },
        expectedOutput: "N'Djamena",
        context: { region: 'Africa' },
      });
      expect(item).toStrictEqual({
        id: item.id,
        datasetId,
        version: item.version,
        input: { question: 'capital of Chad?' },
        expectedOutput: "N'Djamena",
        context: { region: 'Africa' },
        createdAt: item.version,
        updatedAt: item.version,
        ...numberOf(item),
      });
      expect(item.version.getTime()).toBeGreaterThan(dataset.version.getTime());
      expect(await currentVersion(storage, datasetId)).toStrictEqual(item.version);
      expect(await storage.getItemById({ id: item.id })).toStrictEqual(item);
      await expectSnapshot(storage, datasetId, item.version, [item]);
    });

    it.each([
      { given: {}, kept: {} },
      { given: { expectedOutput: undefined, context: undefined }, kept: {} },
      { given: { expectedOutput: null, context: null }, kept: { expectedOutput: null } },
      { given: { expectedOutput: '', context: {} }, kept: { expectedOutput: '', context: {} } },
      { given: { context: { a: null } }, kept: { context: { a: null } } },
    ])('tells absent fields of an item from null and empty ones: $given', async (fields) => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const added = await storage.addItem({ datasetId, input: null, ...fields.given });
      const { id, version } = added;
      const dates = { version, createdAt: version, updatedAt: version, ...numberOf(added) };
      const expected = { id, datasetId, input: null, ...fields.kept, ...dates };
      expect(added).toStrictEqual(expected);
      expect(await storage.getItemById({ id })).toStrictEqual(expected);
      await expectSnapshot(storage, datasetId, version, [expected]);
    });

    it('updates fields that are given and keeps those that are absent or undefined', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const first = await storage.addItem({
        datasetId,
        input: 'in',
        expectedOutput: 'out',
        context: { a: 1 },
      });
      const { id, createdAt } = first;
      const steps = [
        { change: {}, expected: { input: 'in', expectedOutput: 'out', context: { a: 1 } } },
        {
          change: { input: undefined, expectedOutput: undefined, context: undefined },
          expected: { input: 'in', expectedOutput: 'out', context: { a: 1 } },
        },
        {
          change: { input: { deep: [] } },
          expected: { input: { deep: [] }, expectedOutput: 'out', context: { a: 1 } },
        },
        {
          change: { expectedOutput: null },
          expected: { input: { deep: [] }, expectedOutput: null, context: { a: 1 } },
        },
        { change: { context: null }, expected: { input: { deep: [] }, expectedOutput: null } },
        { change: { input: null }, expected: { input: null, expectedOutput: null } },
        {
          change: { context: {}, expectedOutput: 0 },
          expected: { input: null, expectedOutput: 0, context: {} },
        },
      ];
      let previous = first.version.getTime();
      for (const { change, expected } of steps) {
        const updated = await storage.updateItem({ id, datasetId, ...change });
        const { version } = updated;
        const dates = { version, createdAt, updatedAt: version, ...numberOf(updated) };
        expect(updated).toStrictEqual({ id, datasetId, ...expected, ...dates });
        expect(version.getTime()).toBeGreaterThan(previous);
        expect(await storage.getItemById({ id })).toStrictEqual(updated);
        expect(await currentItems(storage, datasetId)).toStrictEqual([updated]);
        previous = version.getTime();
      }
    });

    it('leaves expectedOutput absent through updates of other fields', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['in']);
      const { id } = at(items, 0);
      const updated = await storage.updateItem({
        id,
        datasetId,
        input: 'other',
        context: { a: 1 },
      });
      expect(updated).not.toHaveProperty('expectedOutput');
      expect(present(await storage.getItemById({ id }))).not.toHaveProperty('expectedOutput');
    });

    it('deletes an item in a new version', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const [first, second] = [at(items, 0), at(items, 1)];
      await storage.deleteItem({ id: first.id, datasetId });
      expect(await storage.getItemById({ id: first.id })).toBeNull();
      expect(await currentItems(storage, datasetId)).toStrictEqual([second]);
      const version = await currentVersion(storage, datasetId);
      expect(version.getTime()).toBeGreaterThan(second.version.getTime());
    });

    it('gives null for an unknown item', async () => {
      const storage = await open();
      await makeDataset(storage, ['a']);
      expect(await storage.getItemById({ id: UNKNOWN_ID })).toBeNull();
      expect(await storage.getItemById({ id: UNKNOWN_ID, version: new Date() })).toBeNull();
    });

    it('gives no items of an unknown dataset', async () => {
      const storage = await open();
      await makeDataset(storage, ['a']);
      await expectSnapshot(storage, UNKNOWN_ID, new Date(), []);
      expect(await currentItems(storage, UNKNOWN_ID)).toStrictEqual([]);
    });

    it('keeps the items of datasets apart', async () => {
      const storage = await open();
      const one = await makeDataset(storage, ['a']);
      const two = await makeDataset(storage, ['b']);
      await storage.updateItem({ id: at(two.items, 0).id, datasetId: two.datasetId, input: 'c' });
      expect(await currentItems(storage, one.datasetId)).toStrictEqual(one.items);
      await expectSnapshot(storage, two.datasetId, at(two.items, 0).version, two.items);
      const version = await currentVersion(storage, one.datasetId);
      expect(version).toStrictEqual(at(one.items, 0).version);
    });

    describe('a mutation of what is not there changes nothing', () => {
      it.each(['updateItem', 'deleteItem'] as const)('%s of an unknown item', async (method) => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a']);
        const target = { id: UNKNOWN_ID, datasetId };
        const error = await expectDatasetsError(storage[method](target), 'ITEM_NOT_FOUND');
        expect(error.details).toMatchObject(target);
        await expectSnapshot(storage, datasetId, new Date(), items);
        expect(await currentVersion(storage, datasetId)).toStrictEqual(at(items, 0).version);
      });

      it.each(['updateItem', 'deleteItem'] as const)('%s of a deleted item', async (method) => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a']);
        const target = { id: at(items, 0).id, datasetId };
        await storage.deleteItem(target);
        const version = await currentVersion(storage, datasetId);
        const error = await expectDatasetsError(storage[method](target), 'ITEM_NOT_FOUND');
        expect(error.details).toMatchObject(target);
        expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
      });

      it.each(['updateItem', 'deleteItem'] as const)(
        "%s through another dataset's id",
        async (method) => {
          const storage = await open();
          const one = await makeDataset(storage, ['a']);
          const two = await makeDataset(storage, ['b']);
          const target = { id: at(one.items, 0).id, datasetId: two.datasetId };
          const error = await expectDatasetsError(storage[method](target), 'ITEM_DATASET_MISMATCH');
          expect(error.details).toMatchObject(target);
          await expectSnapshot(storage, one.datasetId, new Date(), one.items);
          await expectSnapshot(storage, two.datasetId, new Date(), two.items);
          const version = await currentVersion(storage, two.datasetId);
          expect(version).toStrictEqual(at(two.items, 0).version);
        },
      );

      it('any mutation in an unknown dataset, whatever the item', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a']);
        const { id } = at(items, 0);
        const lost = { datasetId: UNKNOWN_ID };
        for (const mutation of [
          () => storage.addItem({ ...lost, input: 1 }),
          () => storage.updateItem({ ...lost, id, input: 1 }),
          () => storage.updateItem({ ...lost, id: UNKNOWN_ID, input: 1 }),
          () => storage.deleteItem({ ...lost, id }),
          () => storage.deleteItem({ ...lost, id: UNKNOWN_ID }),
        ]) {
          const error = await expectDatasetsError(mutation, 'DATASET_NOT_FOUND');
          expect(error.details).toMatchObject(lost);
        }
        await expectSnapshot(storage, datasetId, new Date(), items);
        expect(await currentItems(storage, UNKNOWN_ID)).toStrictEqual([]);
      });
    });

    it('gives callers copies of items of their own', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const content = { input: { list: [1] }, expectedOutput: [{}], context: { a: {} } };
      const added = await storage.addItem({ datasetId, ...content });
      const untouched = structuredClone(added);
      const { id, version } = untouched;
      content.input.list.push(2);
      const updated = await storage.updateItem({ id, datasetId });
      const expected = structuredClone(updated);
      const copies = [
        added,
        updated,
        present(await storage.getItemById({ id })),
        ...(await currentItems(storage, datasetId)),
        ...(await storage.getItemsByVersion({ datasetId, version })),
        present(await storage.getItemById({ id, version })),
      ];
      for (const copy of copies) {
        Object.assign(copy.context ?? {}, { intruder: true });
        if (Array.isArray(copy.expectedOutput)) copy.expectedOutput.push('intruder');
        Object.assign(Object(copy.input), { list: 'intruder' });
        copy.version.setTime(0);
        copy.createdAt.setTime(0);
        copy.updatedAt.setTime(0);
      }
      expect(await storage.getItemById({ id })).toStrictEqual(expected);
      await expectSnapshot(storage, datasetId, version, [untouched]);
      await expectSnapshot(storage, datasetId, expected.version, [expected]);
    });
  });
};
