import { NO_DOCUMENTS, type DatasetsPrimitives } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../fixtures.js';
import { check, type PrimitivesTopic } from './check.js';
import {
  START,
  apply,
  commitRequest,
  expectRefused,
  expectUnchanged,
  itemInsert,
  itemUpdate,
  json,
  plain,
  statesOf,
  storeDataset,
  storeItems,
} from './fixtures.js';

/** Deletes an item in one commit, and removes its content in the next. */
async function deleteAndPurge(primitives: DatasetsPrimitives, datasetId: string, id: string) {
  await apply(primitives, datasetId, { updates: [itemUpdate(id, 'later')] });
  await apply(primitives, datasetId, { deletes: [id] });
  return apply(primitives, datasetId, { purges: [id] });
}

const purges = [
  check('commit removes all content of purged items, external ids too', async (primitives) => {
    const { datasetId, items } = await storeDataset(primitives, {}, (id) => [
      itemInsert(id, {
        externalId: 'a',
        expectedOutput: json(1),
        context: json({ a: 1 }),
        splits: json(['a']),
        source: json({ a: 1 }),
        attributes: json({ a: 1 }),
      }),
      itemInsert(id, { externalId: 'b', expectedOutput: json(2), context: json({ b: 1 }) }),
    ]);
    const [purged, kept] = [at(items, 0), at(items, 1)];
    const { version } = await deleteAndPurge(primitives, datasetId, purged.id);
    const nothing = { ...NO_DOCUMENTS, input: 'null', externalId: null };
    expect(await statesOf(primitives, datasetId, purged.id)).toMatchObject([
      { ...nothing, purgedAt: version, version: START, createdAt: START },
      { ...nothing, purgedAt: version, version: START + 1, createdAt: START },
    ]);
    expect(await statesOf(primitives, datasetId, kept.id)).toMatchObject([
      { ...plain(kept), createdAt: START, purgedAt: null },
    ]);
    expect(await primitives.findItemsByExternalId(datasetId, ['a'], START)).toEqual([]);
  }),

  check('commit purges what it deletes', async (primitives) => {
    const { datasetId, items } = await storeItems(primitives, 'secret');
    const { id } = at(items, 0);
    const { version } = await apply(primitives, datasetId, { deletes: [id], purges: [id] });
    expect(await statesOf(primitives, datasetId, id)).toMatchObject([
      { input: 'null', purgedAt: version, validTo: version },
    ]);
  }),

  check('commit leaves purgedAt alone where the content was removed before', async (primitives) => {
    const { datasetId, items } = await storeItems(primitives, 'secret');
    const { id } = at(items, 0);
    const { version } = await deleteAndPurge(primitives, datasetId, id);
    await apply(primitives, datasetId, { purges: [id] });
    const states = await statesOf(primitives, datasetId, id);
    expect(states).toMatchObject([{ purgedAt: version }, { purgedAt: version }]);
  }),
];

const purgesInPlace = [
  check(
    'purgeInPlace removes the content of every state, and makes no commit',
    async (primitives) => {
      const { datasetId, items } = await storeDataset(primitives, {}, (id) => [
        itemInsert(id, { externalId: 'a', expectedOutput: json(1), splits: json(['a']) }),
        itemInsert(id, { externalId: 'b', context: json({ b: 1 }) }),
      ]);
      const [purged, kept] = [at(items, 0), at(items, 1)];
      const { version } = await apply(primitives, datasetId, { updates: [itemUpdate(purged.id)] });
      const dataset = await primitives.findDataset(datasetId);
      const before = await statesOf(primitives, datasetId, kept.id);
      await primitives.purgeInPlace({ datasetId, ids: [purged.id], purgedAt: START + 7 });
      const nothing = { ...NO_DOCUMENTS, input: 'null', externalId: null, purgedAt: START + 7 };
      expect(await statesOf(primitives, datasetId, purged.id)).toMatchObject([
        { ...nothing, version: START, validTo: version, createdAt: START },
        { ...nothing, version, validTo: null, createdAt: START, updatedAt: version },
      ]);
      expect(await statesOf(primitives, datasetId, kept.id)).toStrictEqual(before);
      expect(await primitives.findDataset(datasetId)).toStrictEqual(dataset);
      expect(await primitives.findItemsByExternalId(datasetId, ['a'], null)).toEqual([]);
      expect(await primitives.findItemsByExternalId(datasetId, ['a'], START)).toEqual([]);
      expect(await primitives.findPurgedItemIds(datasetId)).toEqual([purged.id]);
      const heir = itemInsert(datasetId, { externalId: 'a' });
      await apply(primitives, datasetId, { inserts: [heir] });
    },
  ),

  check('purgeInPlace leaves states alone that were purged before', async (primitives) => {
    const { datasetId, items } = await storeItems(primitives, 'secret');
    const { id } = at(items, 0);
    for (const purgedAt of [START + 5, START + 6]) {
      await primitives.purgeInPlace({ datasetId, ids: [id], purgedAt });
    }
    expect(await statesOf(primitives, datasetId, id)).toMatchObject([{ purgedAt: START + 5 }]);
  }),

  check('purgeInPlace leaves items of other datasets alone', async (primitives) => {
    const { datasetId } = await storeItems(primitives, 'mine');
    const other = await storeItems(primitives, 'other');
    const { id } = at(other.items, 0);
    await expectUnchanged(primitives, other.datasetId, () =>
      primitives.purgeInPlace({ datasetId, ids: [id], purgedAt: START + 5 }),
    );
    expect(await primitives.findPurgedItemIds(other.datasetId)).toEqual([]);
  }),

  check('commit keeps the mark of a purged item that it deletes', async (primitives) => {
    const { datasetId, items } = await storeItems(primitives, 'secret');
    const { id } = at(items, 0);
    await primitives.purgeInPlace({ datasetId, ids: [id], purgedAt: START + 5 });
    const { version } = await apply(primitives, datasetId, { deletes: [id] });
    expect(await statesOf(primitives, datasetId, id)).toMatchObject([
      { input: 'null', purgedAt: START + 5, validTo: version },
    ]);
  }),

  check(
    'findPurgedItemIds names what a commit purged, and what was purged in place',
    async (primitives) => {
      const { datasetId, items } = await storeItems(primitives, 'a', 'b', 'c');
      const [first, second] = [at(items, 0).id, at(items, 1).id];
      expect(await primitives.findPurgedItemIds(datasetId)).toEqual([]);
      await apply(primitives, datasetId, { deletes: [first], purges: [first] });
      await primitives.purgeInPlace({ datasetId, ids: [second], purgedAt: START + 5 });
      const found = await primitives.findPurgedItemIds(datasetId);
      expect(found.sort()).toEqual([first, second].sort());
    },
  ),

  check('commit refuses to update a purged item, and changes nothing', async (primitives) => {
    const { datasetId, items } = await storeItems(primitives, 'secret', 'other');
    const ids = items.map(({ id }) => id);
    await primitives.purgeInPlace({ datasetId, ids: [at(ids, 0)], purgedAt: START + 5 });
    await expectUnchanged(primitives, datasetId, async () => {
      const updates = [itemUpdate(at(ids, 1)), itemUpdate(at(ids, 0))];
      const inserts = [itemInsert(datasetId)];
      const request = commitRequest(datasetId, { updates, inserts });
      expectRefused(await primitives.commit(request), 'purged');
    });
  }),

  check('commit refuses to bring back a purged item, and changes nothing', async (primitives) => {
    const { datasetId, items } = await storeItems(primitives, 'secret', 'other');
    const ids = items.map(({ id }) => id);
    await apply(primitives, datasetId, { deletes: ids });
    await primitives.purgeInPlace({ datasetId, ids: [at(ids, 0)], purgedAt: START + 5 });
    const again = ids.map((id) => itemInsert(datasetId, { id, createdAt: START }));
    await expectUnchanged(primitives, datasetId, async () => {
      const request = commitRequest(datasetId, { inserts: again });
      expectRefused(await primitives.commit(request), 'purged');
    });
    await apply(primitives, datasetId, { inserts: again.slice(1) });
  }),
];

export const purgeChecks: PrimitivesTopic = {
  topic: 'purges',
  checks: [...purges, ...purgesInPlace],
};
