import { expect } from 'vitest';
import { check, type PrimitivesTopic } from './check.js';
import {
  BEGINNING,
  END,
  START,
  apply,
  itemInsert,
  json,
  sorted,
  storeDataset,
  storeItems,
} from './fixtures.js';

/** Every field of JSON that an item has, each with other content. */
export const DOCUMENTS = {
  input: json({ b: 1, a: [] }),
  expectedOutput: json(null),
  context: json({ topic: 'sky' }),
  splits: json(['hard', 'test']),
  source: json({ type: 'trace' }),
  attributes: json({ scorer: 'exact' }),
};

/** Stores items, each in some splits or in none. */
function storeSplits(primitives: Parameters<typeof storeDataset>[0], ...all: (string[] | null)[]) {
  return storeDataset(primitives, {}, (id) =>
    all.map((splits) => itemInsert(id, { splits: splits === null ? null : json(splits) })),
  );
}

export const itemFieldChecks: PrimitivesTopic = {
  topic: 'fields of items',
  checks: [
    check('commit stores every field of an item, inserted or updated', async (primitives) => {
      const { datasetId, items } = await storeItems(primitives, 'a');
      const inserted = itemInsert(datasetId, { ...DOCUMENTS, externalId: 'key' });
      const updates = items.map(({ id }) => ({ id, ...DOCUMENTS }));
      const { version } = await apply(primitives, datasetId, { inserts: [inserted], updates });
      const common = { datasetId, version, versionNumber: 1, updatedAt: version, purgedAt: null };
      const expected = [
        { ...inserted, ...common, createdAt: version },
        ...items.map((item) => ({ ...item, ...DOCUMENTS, ...common, createdAt: START })),
      ];
      const ids = expected.map(({ id }) => id);
      const found = await primitives.findItems(ids, null, datasetId);
      expect(sorted(found)).toStrictEqual(sorted(expected));
    }),

    check('countSplits counts the items of one snapshot by their splits', async (primitives) => {
      const { datasetId, items } = await storeSplits(primitives, ['a'], ['a', 'b'], ['b'], null);
      await storeSplits(primitives, ['a'], ['elsewhere']);
      const { version } = await apply(primitives, datasetId, {
        updates: items.slice(0, 1).map(({ id }) => ({ id, splits: null })),
        deletes: items.slice(1, 2).map(({ id }) => id),
        inserts: [itemInsert(datasetId, { splits: json(['b']) })],
      });
      const countAt = async (time: number) => {
        const total: Record<string, number> = {};
        for (const { splits, count } of await primitives.countSplits(datasetId, time)) {
          for (const split of splits) total[split] = (total[split] ?? 0) + count;
        }
        return total;
      };
      expect(await countAt(BEGINNING)).toEqual({});
      expect(await countAt(START)).toEqual({ a: 2, b: 2 });
      expect(await countAt(version - 1)).toEqual({ a: 2, b: 2 });
      expect(await countAt(version)).toEqual({ b: 2 });
      expect(await countAt(END)).toEqual({ b: 2 });
    }),
  ],
};
