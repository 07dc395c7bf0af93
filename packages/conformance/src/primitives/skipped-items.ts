import type { DatasetsPrimitives, ItemRecord } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../fixtures.js';
import { check, type PrimitivesTopic } from './check.js';
import { END, START, apply, itemInsert, itemUpdate, storeDataset } from './fixtures.js';

const COUNT = 12;

/**
 * Makes a dataset whose later versions change one item, delete some, bring one of these back, change
 * all, and add more. Every version is another case of what was changed since: nothing, an item that was
 * brought back and no state that has ended, little, or everything. Gives the times of the versions.
 */
async function storeChanges(primitives: DatasetsPrimitives) {
  const { datasetId, items } = await storeDataset(primitives, {}, (id) =>
    Array.from({ length: COUNT }, (_, index) => itemInsert(id, { createdAt: START - (index % 3) })),
  );
  const ids = items.map(({ id }) => id);
  const [back, gone] = [at(ids, 2), at(ids, 7)];
  const revival = itemInsert(datasetId, { id: back, createdAt: START - 2 });
  const changes = [
    { updates: [itemUpdate(at(ids, 5))] },
    { deletes: [back, gone] },
    { inserts: [revival] },
    { updates: ids.filter((id) => id !== gone).map((id) => itemUpdate(id)) },
    { inserts: [itemInsert(datasetId), itemInsert(datasetId)] },
    { updates: [itemUpdate(at(ids, 5), 'again'), itemUpdate(at(ids, 6), 'again')] },
    { deletes: [back] },
    { inserts: [revival] },
  ];
  const times = [START];
  for (const [index, change] of changes.entries()) {
    const time = START + 10 * (index + 1);
    await apply(primitives, datasetId, { now: () => time, ...change });
    // Nothing was changed since.
    await expectSkipped(primitives, datasetId, time);
    // Nothing but this was changed since, such as by additions alone.
    await expectSkipped(primitives, datasetId, times.at(-1) ?? START);
    times.push(time);
  }
  return { datasetId, times };
}

/** Expects pages to skip as many items of a snapshot as they are asked to, from its begin and from a place. */
async function expectSkipped(primitives: DatasetsPrimitives, datasetId: string, time: number) {
  for (const order of ['newest', 'oldest'] as const) {
    const range = { datasetId, at: time, order };
    const all = await primitives.pageItems({ ...range, after: null, offset: 0, limit: null });
    for (const after of [null, all[3] ?? null]) {
      const rest = after === null ? all : all.slice(4);
      for (const offset of [1, 2, 5, rest.length - 1, rest.length, 1_000]) {
        for (const limit of [3, null]) {
          const page = await primitives.pageItems({ ...range, after, offset, limit });
          const expected = rest.slice(offset, limit === null ? undefined : offset + limit);
          expect(page.map(stateOf), `${order} first, ${offset} skipped, ${limit} read`).toEqual(
            expected.map(stateOf),
          );
        }
      }
    }
  }
}

function stateOf({ id, version, input }: ItemRecord) {
  return [id, version, input.text] as const;
}

export const skippedItemChecks: PrimitivesTopic = {
  topic: 'items that a page skips',
  checks: [
    check('pageItems skips the items of the snapshot, and no others', async (primitives) => {
      const { datasetId, times } = await storeChanges(primitives);
      for (const time of [START - 1, ...times, END]) {
        await expectSkipped(primitives, datasetId, time);
      }
    }),

    check('pageItems skips no items that are newer than a place', async (primitives) => {
      const { datasetId } = await storeChanges(primitives);
      // The items that were added later come before the snapshot's own, behind the same place.
      const range = { datasetId, at: START, order: 'newest', limit: 3 } as const;
      const after = { createdAt: START + 1_000, id: itemInsert(datasetId).id };
      for (const offset of [1, 4]) {
        const page = await primitives.pageItems({ ...range, after, offset });
        const expected = await primitives.pageItems({ ...range, after: null, offset });
        expect(page.map(stateOf)).toEqual(expected.map(stateOf));
      }
    }),
  ],
};
