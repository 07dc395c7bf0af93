import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  at,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  present,
  numberOf,
} from '../fixtures.js';
import { CHANGED_VALUES, DEEPEST_VALUE, FAITHFUL_VALUES, REFUSED_VALUES } from '../json-values.js';

export const jsonSuite: Suite = ({ open, supports }) => {
  describe('JSON', () => {
    it.each(FAITHFUL_VALUES)('comes back as it was, in every field: %s', async (_, value) => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      // The context must be an object, so it holds the value one level further down.
      const context = value === DEEPEST_VALUE ? { flat: true } : { value };
      const added = await storage.addItem({
        datasetId,
        input: value,
        expectedOutput: value,
        context,
      });
      const { id, version } = added;
      const other = await storage.updateItem({ id, datasetId, input: 'x', expectedOutput: 'x' });
      const back = await storage.updateItem({ id, datasetId, input: value, expectedOutput: value });
      const text = JSON.stringify(value);
      const read = [
        added,
        back,
        present(await storage.getItemById({ id })),
        present(await storage.getItemById({ id, version })),
        ...(await currentItems(storage, datasetId)),
        ...(await storage.getItemsByVersion({ datasetId, version })),
      ];
      expect(other.input).toBe('x');
      expect(read).toHaveLength(6);
      for (const item of read) {
        // Comparing text also sees own keys such as __proto__ and the order of keys.
        expect(JSON.stringify(item.input) === text, 'input').toBe(true);
        expect(JSON.stringify(item.expectedOutput) === text, 'expectedOutput').toBe(true);
        expect(JSON.stringify(item.context) === JSON.stringify(context), 'context').toBe(true);
      }
    });

    it.each(CHANGED_VALUES)('is normalised as JSON.stringify does: %s', async (_, make, text) => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const content = () => ({ input: make(), expectedOutput: make(), context: { value: make() } });
      const added = await storage.addItem({ datasetId, ...content() });
      const { id, version } = added;
      const updated = await storage.updateItem({ id, datasetId, ...content() });
      for (const item of [added, updated]) {
        expect(JSON.stringify(item.input)).toBe(text);
        expect(item.input).toStrictEqual(JSON.parse(text));
        expect(item.expectedOutput).toStrictEqual(JSON.parse(text));
        expect(item.context).toStrictEqual({ value: JSON.parse(text) as unknown });
      }
      // What a write returned equals what any later read returns.
      await expectSnapshot(storage, datasetId, version, [added]);
      await expectSnapshot(storage, datasetId, updated.version, [updated]);
      expect(await storage.getItemById({ id })).toStrictEqual(updated);
    });

    it.each(REFUSED_VALUES)('refuses what it would change or lose: %s', async (_, make, path) => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['start']);
      const version = await currentVersion(storage, datasetId);
      const id = present(items[0]).id;
      const writes: [string, () => Promise<unknown>][] = [
        ['input', () => storage.addItem({ datasetId, input: make() })],
        ['expectedOutput', () => storage.addItem({ datasetId, input: 1, expectedOutput: make() })],
        [
          'context.value',
          () => storage.addItem({ datasetId, input: 1, context: { value: make() } }),
        ],
        ['input', () => storage.updateItem({ id, datasetId, input: make() })],
        ['expectedOutput', () => storage.updateItem({ id, datasetId, expectedOutput: make() })],
        ['context.value', () => storage.updateItem({ id, datasetId, context: { value: make() } })],
        ['metadata.value', () => storage.createDataset({ name: 'd', metadata: { value: make() } })],
        [
          'metadata.value',
          () => storage.updateDataset({ id: datasetId, metadata: { value: make() } }),
        ],
      ];
      for (const [field, write] of writes) {
        const error = await expectDatasetsError(write, 'INVALID_ARGUMENT');
        expect(error.details['path']).toEqual(expect.stringContaining(field + path));
        expect(error.details['reason']).toEqual(expect.any(String));
      }
      expect(await storage.getDatasetById({ id: datasetId })).toStrictEqual({
        ...dataset,
        version,
        ...numberOf(at(items, -1)),
      });
      await expectSnapshot(storage, datasetId, new Date(), items);
    });

    it('refuses an input that is absent, undefined or vanishes', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      for (const input of [undefined, { toJSON: () => undefined }]) {
        const error = await expectDatasetsError(
          storage.addItem({ datasetId, input }),
          'INVALID_ARGUMENT',
        );
        expect(error.details).toMatchObject({ path: 'input' });
      }
      expect(await currentItems(storage, datasetId)).toStrictEqual([]);
    });

    it('keeps no negative zero', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const { id, input } = await storage.addItem({ datasetId, input: -0 });
      expect(Object.is(input, 0)).toBe(true);
      expect(Object.is(present(await storage.getItemById({ id })).input, 0)).toBe(true);
    });

    it('makes an error of a getter or toJSON that throws, and keeps the cause', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const cause = new RangeError('broken');
      const broken = () => {
        throw cause;
      };
      for (const value of [
        { toJSON: broken },
        Object.defineProperty({}, 'a', { get: broken, enumerable: true }),
      ]) {
        const error = await expectDatasetsError(
          storage.addItem({ datasetId, input: { value } }),
          'INVALID_ARGUMENT',
        );
        expect(error.cause).toBe(cause);
      }
    });

    if (supports.batches)
      it('names the culprit within a batch', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const items = [{ input: 1 }, { input: { a: [1n] } }];
        const error = await expectDatasetsError(
          storage.addItems({ datasetId, items }),
          'INVALID_ARGUMENT',
        );
        expect(error.details).toMatchObject({ path: 'items[1].input.a[0]' });
        expect(await currentItems(storage, datasetId)).toStrictEqual([]);
      });
  });
};
