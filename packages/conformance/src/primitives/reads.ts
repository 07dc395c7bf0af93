import type {
  CommitSelector,
  DatasetsPrimitives,
  ItemRecord,
  ItemStateRecord,
  ListPosition,
} from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at, present } from '../fixtures.js';
import { check, type PrimitivesTopic } from './check.js';
import {
  BEGINNING,
  END,
  START,
  apply,
  datasetRecord,
  itemInsert,
  itemUpdate,
  sorted,
  storeDataset,
  storeItems,
} from './fixtures.js';

/**
 * Makes a dataset with items that were updated, deleted and added in turns, some at the same time of
 * creation, and a second dataset beside it. Gives every state, and the versions, oldest first.
 */
async function storeHistory(primitives: DatasetsPrimitives) {
  const { datasetId, items } = await storeDataset(primitives, {}, (id) =>
    ['a', 'b', 'c', 'd'].map((externalId, index) =>
      itemInsert(id, { externalId, createdAt: START - (index % 2) }),
    ),
  );
  const beside = await storeItems(primitives, 'beside', 'also beside');
  const ids = items.map(({ id }) => id);
  const heir = itemInsert(datasetId, { externalId: 'a' });
  await apply(primitives, datasetId, {
    now: () => START + 10,
    inserts: [itemInsert(datasetId), itemInsert(datasetId, { externalId: 'e' })],
    updates: [itemUpdate(at(ids, 1), 'B')],
  });
  await apply(primitives, datasetId, { now: () => START + 20, deletes: [at(ids, 0), at(ids, 2)] });
  await apply(primitives, datasetId, {
    now: () => START + 30,
    inserts: [heir],
    updates: [itemUpdate(at(ids, 1), 'BB'), itemUpdate(at(ids, 3), 'D')],
  });
  const all = await primitives.findChangedItemIds(datasetId, BEGINNING, END);
  const states = await primitives.findItemStates(all, datasetId);
  const versions = [START, START + 10, START + 20, START + 30];
  return { datasetId, ids, heir, states, versions, beside };
}

/** The items that were current at a time, newest first. */
function snapshot(states: readonly ItemStateRecord[], time: number): ItemRecord[] {
  return states
    .filter(({ item, validTo }) => item.version <= time && time < (validTo ?? Infinity))
    .map(({ item }) => item)
    .sort((left, right) => right.createdAt - left.createdAt || (left.id < right.id ? 1 : -1));
}

function keysOf(items: readonly ItemRecord[]): string[] {
  return items.map(({ id, version }) => `${id} at ${version - START}`);
}

const commits = [
  check('findCommit finds commits by time, number and tag, and the newest', async (primitives) => {
    const { datasetId, versions } = await storeHistory(primitives);
    const [first, second, third, fourth] = versions;
    await primitives.putTag(
      { datasetId, tag: 'tag', version: START + 10, createdAt: START },
      false,
      null,
    );
    const find = async (selector: CommitSelector) =>
      (await primitives.findCommit(datasetId, selector))?.version ?? null;
    expect(await find({ type: 'newest' })).toBe(fourth);
    expect(await find({ type: 'number', number: 0 })).toBe(first);
    expect(await find({ type: 'number', number: 2 })).toBe(third);
    expect(await find({ type: 'number', number: 4 })).toBeNull();
    expect(await find({ type: 'tag', tag: 'tag' })).toBe(second);
    expect(await find({ type: 'tag', tag: 'TAG' })).toBeNull();
    expect(await find({ type: 'at', time: START - 1 })).toBeNull();
    expect(await find({ type: 'at', time: START })).toBe(first);
    expect(await find({ type: 'at', time: START + 19 })).toBe(second);
    expect(await find({ type: 'at', time: START + 20 })).toBe(third);
    expect(await find({ type: 'at', time: END })).toBe(fourth);
    expect(await primitives.findCommit(datasetRecord().id, { type: 'newest' })).toBeNull();
  }),

  check('pageCommits gives a range of the commits, newest first', async (primitives) => {
    const { datasetId } = await storeHistory(primitives);
    const page = async (offset: number, limit: number | null) =>
      (await primitives.pageCommits(datasetId, { offset, limit })).map(({ number }) => number);
    expect(await page(0, null)).toEqual([3, 2, 1, 0]);
    expect(await page(0, 2)).toEqual([3, 2]);
    expect(await page(1, 2)).toEqual([2, 1]);
    expect(await page(2, null)).toEqual([1, 0]);
    expect(await page(4, 5)).toEqual([]);
    expect(await primitives.pageCommits(datasetRecord().id, { offset: 0, limit: null })).toEqual(
      [],
    );
  }),
];

const items = [
  check('findItems gives the states that are current, or were so at a time', async (primitives) => {
    const { datasetId, states, versions, beside } = await storeHistory(primitives);
    const ids = [...new Set(states.map(({ item }) => item.id))];
    const unknown = itemInsert(datasetId).id;
    for (const time of [...versions, START - 1, START + 15, END]) {
      const found = await primitives.findItems([...ids, unknown], time, datasetId);
      expect(sorted(found)).toStrictEqual(sorted(snapshot(states, time)));
    }
    const current = await primitives.findItems([unknown, ...ids], null, datasetId);
    expect(sorted(current)).toStrictEqual(sorted(snapshot(states, END)));
    const anywhere = await primitives.findItems([at(ids, 1), at(beside.items, 0).id], null);
    expect(anywhere.map((item) => item.datasetId).sort()).toEqual(
      [datasetId, beside.datasetId].sort(),
    );
    expect(await primitives.findItems([], null, datasetId)).toEqual([]);
  }),

  check('findItemsByExternalId looks in one dataset at one time', async (primitives) => {
    const { datasetId, ids, heir } = await storeHistory(primitives);
    await storeDataset(primitives, {}, (id) => [itemInsert(id, { externalId: 'a' })]);
    const find = async (externalIds: readonly string[], time: number | null) =>
      keysOf(await primitives.findItemsByExternalId(datasetId, externalIds, time)).sort();
    const first = at(ids, 0);
    expect(await find(['a'], null)).toEqual([`${heir.id} at 30`]);
    expect(await find(['a'], START + 30)).toEqual([`${heir.id} at 30`]);
    expect(await find(['a'], START + 25)).toEqual([]);
    expect(await find(['a'], START + 19)).toEqual([`${first} at 0`]);
    expect(await find(['a'], START - 1)).toEqual([]);
    expect(await find(['b', 'unknown'], START + 10)).toEqual([`${at(ids, 1)} at 10`]);
    expect(await find(['b', 'd', 'e', 'B'], START)).toEqual(
      [`${at(ids, 1)} at 0`, `${at(ids, 3)} at 0`].sort(),
    );
    expect(await find([], null)).toEqual([]);
  }),

  check(
    'findNamedItems gives the current item, or else the one deleted last',
    async (primitives) => {
      const { datasetId, ids, heir } = await storeHistory(primitives);
      await storeDataset(primitives, {}, (id) => [itemInsert(id, { externalId: 'a' })]);
      const find = async (...externalIds: string[]) =>
        (await primitives.findNamedItems(datasetId, externalIds))
          .map(({ item, validTo }) => [item.id, item.version - START, validTo && validTo - START])
          .sort(([left], [right]) => (String(left) < String(right) ? -1 : 1));
      expect(await find('a')).toEqual([[heir.id, 30, null]]);
      expect(await find('b', 'unknown')).toEqual([[at(ids, 1), 30, null]]);
      expect(await find('c', 'C')).toEqual([[at(ids, 2), 0, 20]]);
      expect(await find('d', 'c')).toEqual([
        [at(ids, 2), 0, 20],
        [at(ids, 3), 30, null],
      ]);
      expect(await find()).toEqual([]);
      await apply(primitives, datasetId, { now: () => START + 40, updates: [itemUpdate(heir.id)] });
      await apply(primitives, datasetId, { now: () => START + 50, deletes: [heir.id, at(ids, 1)] });
      expect(await find('a', 'b')).toEqual([
        [at(ids, 1), 30, 50],
        [heir.id, 40, 50],
      ]);
      await apply(primitives, datasetId, { purges: [heir.id, at(ids, 1)] });
      expect(await find('a', 'b')).toEqual([[at(ids, 0), 0, 20]]);
    },
  ),

  check('findItemStates gives every state with its end', async (primitives) => {
    const { datasetId, ids } = await storeHistory(primitives);
    const find = async (id: string, owner?: string) =>
      (await primitives.findItemStates([id], owner))
        .map(({ item, validTo }) => [item.version - START, validTo && validTo - START] as const)
        .sort(([left], [right]) => left - right);
    for (const owner of [datasetId, undefined]) {
      expect(await find(at(ids, 0), owner)).toEqual([[0, 20]]);
      expect(await find(at(ids, 1), owner)).toEqual([
        [0, 10],
        [10, 30],
        [30, null],
      ]);
    }
    const both = await primitives.findItemStates([at(ids, 0), at(ids, 3)], datasetId);
    expect(both).toHaveLength(3);
  }),

  check(
    'findChangedItemIds names what commits of an interval touched, once',
    async (primitives) => {
      const { datasetId, ids, heir, states } = await storeHistory(primitives);
      const find = async (after: number, upTo: number) =>
        (await primitives.findChangedItemIds(datasetId, START + after, START + upTo)).sort();
      const all = [...new Set(states.map(({ item }) => item.id))].sort();
      const added = states.flatMap(({ item }) => (item.createdAt === START + 10 ? item.id : []));
      expect(await find(-1, 30)).toEqual(all);
      expect(await find(-1, 0)).toEqual([...ids].sort());
      expect(await find(0, 10)).toEqual([...added, at(ids, 1)].sort());
      expect(await find(10, 20)).toEqual([at(ids, 0), at(ids, 2)].sort());
      expect(await find(20, 30)).toEqual([at(ids, 1), at(ids, 3), heir.id].sort());
      expect(await find(10, 30)).toEqual([...ids, heir.id].sort());
      expect(await find(30, 1_000)).toEqual([]);
      expect(await find(10, 10)).toEqual([]);
    },
  ),
];

const pages = [
  check('pageItems gives every snapshot in either order', async (primitives) => {
    const { datasetId, states, versions } = await storeHistory(primitives);
    const whole = { datasetId, after: null, offset: 0, limit: null };
    for (const time of [START - 1, ...versions, START + 15, END]) {
      const expected = snapshot(states, time);
      const newest = await primitives.pageItems({ ...whole, at: time, order: 'newest' });
      expect(sorted(newest)).toStrictEqual(sorted(expected));
      expect(keysOf(newest)).toEqual(keysOf(expected));
      const oldest = await primitives.pageItems({ ...whole, at: time, order: 'oldest' });
      expect(keysOf(oldest)).toEqual(keysOf(expected).reverse());
    }
    const unknown = { ...whole, datasetId: datasetRecord().id, at: END, order: 'newest' } as const;
    expect(await primitives.pageItems(unknown)).toEqual([]);
  }),

  ...(['newest', 'oldest'] as const).map((order) =>
    check(`pageItems starts right after any place, ${order} first`, async (primitives) => {
      const { datasetId, states, versions } = await storeHistory(primitives);
      // Places of items that are gone at that time, or not there yet, are places all the same.
      const places: (ListPosition | null)[] = [null, ...snapshot(states, START + 30)];
      places.push(...snapshot(states, START));
      const direction = order === 'newest' ? 1 : -1;
      for (const time of [at(versions, 0), at(versions, 2), END]) {
        const all = snapshot(states, time);
        if (order === 'oldest') all.reverse();
        for (const after of places) {
          const rest = all.filter((item) => after === null || direction * compare(after, item) < 0);
          for (const [offset, limit] of [
            [0, null],
            [0, 1],
            [1, 2],
            [0, 100],
          ] as const) {
            const request = { datasetId, at: time, order, after, offset, limit };
            const page = await primitives.pageItems(request);
            const end = limit === null ? undefined : offset + limit;
            expect(keysOf(page)).toEqual(keysOf(rest.slice(offset, end)));
          }
        }
      }
    }),
  ),

  check('pageItems keeps an item in its place when it changes', async (primitives) => {
    const { datasetId, items: stored } = await storeItems(primitives, 'a', 'b', 'c');
    const range = { datasetId, at: END, after: null, offset: 0, limit: null } as const;
    const list = async () =>
      (await primitives.pageItems({ ...range, order: 'oldest' })).map(({ id }) => id);
    const before = await list();
    await apply(primitives, datasetId, { updates: [itemUpdate(at(stored, 0).id)] });
    expect(await list()).toEqual(before);
    expect(present(before[0])).toBe(at(stored, 0).id);
  }),
];

/** Compares places, newest first. */
function compare(left: ListPosition, right: ListPosition): number {
  return right.createdAt - left.createdAt || (left.id < right.id ? 1 : left.id > right.id ? -1 : 0);
}

export const readChecks: PrimitivesTopic = {
  topic: 'reads',
  checks: [...commits, ...items, ...pages],
};
