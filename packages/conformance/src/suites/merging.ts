import type { DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../canonical.js';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  UNKNOWN_ID,
  at,
  currentItems,
  expectSnapshot,
  makeDataset,
  parseObject,
} from '../fixtures.js';
import { mergingAdditions } from './merging-additions.js';

/** Those examples of RFC 7396, appendix A, in which both sides are objects, and `__proto__`. */
const EXAMPLES: readonly [target: string, patch: string, result: string][] = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ['{"a":1}', '{"__proto__":{"b":1},"c":2}', '{"a":1,"__proto__":{"b":1},"c":2}'],
  ['{"__proto__":{"a":1}}', '{"__proto__":{"b":1}}', '{"__proto__":{"a":1,"b":1}}'],
  ['{"__proto__":1,"a":1}', '{"__proto__":null}', '{"a":1}'],
  ['{"a":{}}', '{"a":{"__proto__":{"b":1}}}', '{"a":{"__proto__":{"b":1}}}'],
  [
    '{"a":1}',
    '{"constructor":{"prototype":{"b":1}},"toString":null}', // prettier-ignore
    '{"a":1,"constructor":{"prototype":{"b":1}}}',
  ],
];

/** The ways to merge into the context of an item by its id. */
const WAYS: readonly {
  readonly name: string;
  readonly merge: (
    storage: DatasetsStorage,
    datasetId: string,
    id: string,
    context: Record<string, unknown> | null,
  ) => Promise<unknown>;
}[] = [
  {
    name: 'updateItem',
    merge: (storage, datasetId, id, context) =>
      storage.updateItem({ datasetId, id, merge: { context } }),
  },
  {
    name: 'updateItems',
    merge: (storage, datasetId, id, context) =>
      storage.updateItems({ datasetId, items: [{ id, merge: { context } }] }),
  },
  {
    name: 'applyChanges',
    merge: (storage, datasetId, id, context) =>
      storage.applyChanges({ datasetId, changes: [{ type: 'update', id, merge: { context } }] }),
  },
];

export const mergingSuite: Suite = ({ open, supports }) => {
  const ways = WAYS.filter(({ name }) => supports.batches || name === 'updateItem');

  describe('merging', () => {
    it.each(EXAMPLES)('into %s the patch %s gives %s', async (target, patch, result) => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const item = await storage.addItem({ datasetId, input: 1, context: parseObject(target) });
      for (const { merge } of ways) {
        await storage.updateItem({ datasetId, id: item.id, context: parseObject(target) });
        await merge(storage, datasetId, item.id, parseObject(patch));
        const merged = await storage.getItemById({ id: item.id });
        expect(canonicalText(merged?.context)).toBe(canonicalText(parseObject(result)));
        expect(({} as Record<string, unknown>)['b'], 'no prototype is polluted').toBeUndefined();
      }
      await expectSnapshot(storage, datasetId, item.version, [item]);
    });

    it('keeps all other fields, and sets those that are given', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const fields = supports.itemFields
        ? { splits: ['test'], source: { type: 'log' }, attributes: { a: 1 } }
        : {};
      const content = { input: 'question', expectedOutput: 'answer', context: { a: 1 } };
      const item = await storage.addItem({ datasetId, ...content, ...fields });
      const merged = await storage.updateItem({
        datasetId,
        id: item.id,
        expectedOutput: 'better',
        merge: { context: { b: { c: 2 } } },
      });
      const { version, updatedAt, ...present } = merged;
      expect(version).toStrictEqual(updatedAt);
      expect(present).toMatchObject({
        ...content,
        ...fields,
        expectedOutput: 'better',
        context: { a: 1, b: { c: 2 } },
        createdAt: item.createdAt,
      });
      expect(await storage.getItemById({ id: item.id })).toStrictEqual(merged);
    });

    if (supports.itemFields) {
      it('merges into attributes as into context', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const { id } = await storage.addItem({ datasetId, input: 1, attributes: { a: { b: 1 } } });
        const merge = { attributes: { a: { c: 2 } }, context: { topic: 'sky' } };
        const merged = await storage.updateItem({ datasetId, id, merge });
        expect(merged.attributes).toStrictEqual({ a: { b: 1, c: 2 } });
        expect(merged.context).toStrictEqual({ topic: 'sky' });
        const cleared = await storage.updateItem({ datasetId, id, merge: { attributes: null } });
        expect('attributes' in cleared).toBe(false);
        expect(cleared.context).toStrictEqual({ topic: 'sky' });
      });
    }

    it('makes an object where there is none, and clears one by null', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const target = { datasetId, id: at(items, 0).id };
      const merge = { context: { a: { b: null }, c: null } };
      const made = await storage.updateItem({ ...target, merge });
      expect(made.context).toStrictEqual({ a: {} });
      const cleared = await storage.updateItem({ ...target, merge: { context: null } });
      expect('context' in cleared).toBe(false);
    });

    it('of different members at once loses none', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const ids = items.map(({ id }) => id);
      const keys = Array.from({ length: 20 }, (_, index) => `key${index}`);
      await Promise.all(
        keys.flatMap((key, index) =>
          ids.map((id) =>
            at(ways, index % ways.length).merge(storage, datasetId, id, { [key]: 1 }),
          ),
        ),
      );
      const expected = Object.fromEntries(keys.map((key) => [key, 1]));
      for (const { context } of await currentItems(storage, datasetId)) {
        expect(context).toEqual(expected);
      }
    });

    it('refuses a patch beside the object itself', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const target = { datasetId, id: at(items, 0).id };
      for (const context of [{}, null]) {
        const work = storage.updateItem({ ...target, context, merge: { context: { a: 1 } } });
        const { details } = await expectDatasetsError(work, 'INVALID_ARGUMENT');
        expect(details['path']).toBe('merge.context');
      }
      expect(await currentItems(storage, datasetId)).toStrictEqual(items);
    });

    it.each(ways)('refuses what makes an item too large: $name', async ({ merge }) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const { id } = at(items, 0);
      const half = 'x'.repeat(2_500_000);
      await merge(storage, datasetId, id, { first: half });
      const before = await currentItems(storage, datasetId);
      const work = merge(storage, datasetId, id, { second: half });
      await expectDatasetsError(work, 'INVALID_ARGUMENT');
      expect(await currentItems(storage, datasetId)).toStrictEqual(before);
    });

    it.each(ways)('tells of items that are not there: $name', async ({ merge }) => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a']);
      const elsewhere = await makeDataset(storage, ['b']);
      const stranger = at(elsewhere.items, 0).id;
      const patch = { a: 1 };
      await expectDatasetsError(merge(storage, datasetId, UNKNOWN_ID, patch), 'ITEM_NOT_FOUND');
      await expectDatasetsError(
        merge(storage, datasetId, stranger, patch),
        'ITEM_DATASET_MISMATCH',
      );
      await expectDatasetsError(merge(storage, UNKNOWN_ID, stranger, patch), 'DATASET_NOT_FOUND');
    });

    if (supports.conditions) {
      it('goes together with expectedItemVersion', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a']);
        const { id, version } = at(items, 0);
        const merge = { context: { a: 1 } };
        const target = { datasetId, id, merge, expectedItemVersion: version };
        const merged = await storage.updateItem(target);
        expect(merged.context).toStrictEqual({ a: 1 });
        await expectDatasetsError(storage.updateItem(target), 'VERSION_CONFLICT');
        expect(await currentItems(storage, datasetId)).toStrictEqual([merged]);
      });
    }

    if (supports.externalIds) mergingAdditions({ open, supports });
  });
};
