import { expect } from 'vitest';
import { at } from '../fixtures.js';
import { check, type PrimitivesTopic } from './check.js';
import {
  START,
  apply,
  commitRequest,
  expectRefused,
  itemInsert,
  itemUpdate,
  json,
  plain,
  sorted,
  statesOf,
  storeDataset,
  storeItems,
} from './fixtures.js';

const results = [
  check('commit makes the version max(now, previous version + 1)', async (primitives) => {
    const { datasetId } = await storeDataset(primitives);
    const versions: number[] = [];
    for (const offset of [0, -5, 100, 100, 50]) {
      const inserts = [itemInsert(datasetId)];
      const { version } = await apply(primitives, datasetId, {
        now: () => START + offset,
        inserts,
      });
      versions.push(version - START);
      expect(await primitives.findDataset(datasetId)).toMatchObject({
        version,
        versionNumber: versions.length,
      });
    }
    expect(versions).toEqual([1, 2, 100, 101, 102]);
  }),

  check('commit changes what an update names and keeps the rest', async (primitives) => {
    const { datasetId, items } = await storeDataset(primitives, {}, (id) => [
      itemInsert(id, { externalId: 'a', expectedOutput: json(null), context: json({ a: 1 }) }),
      itemInsert(id, { externalId: 'b', expectedOutput: json(1), context: json({ b: 1 }) }),
      itemInsert(id, { externalId: 'c', expectedOutput: json(2), context: json({ c: 1 }) }),
    ]);
    const [first, second, third] = [at(items, 0), at(items, 1), at(items, 2)];
    const { version, updated } = await apply(primitives, datasetId, {
      updates: [
        { id: first.id, input: json({ b: 1, a: 2 }) },
        { id: second.id, expectedOutput: null, context: null },
        { id: third.id },
      ],
    });
    const common = {
      datasetId,
      version,
      versionNumber: 1,
      createdAt: START,
      updatedAt: version,
      purgedAt: null,
    };
    const expected = [
      { ...first, input: json({ b: 1, a: 2 }), ...common },
      { ...second, expectedOutput: null, context: null, ...common },
      { ...third, ...common },
    ];
    expect(sorted(updated)).toStrictEqual(sorted(expected));
    const ids = items.map(({ id }) => id);
    expect(sorted(await primitives.findItems(ids, null))).toStrictEqual(sorted(expected));
    const before = {
      datasetId,
      version: START,
      versionNumber: 0,
      updatedAt: START,
      purgedAt: null,
    };
    expect(sorted(await primitives.findItems(ids, START))).toStrictEqual(
      sorted(items.map((item) => ({ ...item, ...before, createdAt: START }))),
    );
  }),

  check('commit changes the same where nobody asks for the updated items', async (primitives) => {
    const { datasetId, items } = await storeItems(primitives, 'a', 'b');
    const ids = items.map(({ id }) => id);
    const { version, number } = await apply(primitives, datasetId, {
      updates: ids.map((id) => itemUpdate(id)),
      returnsUpdated: false,
    });
    expect(number).toBe(1);
    const newest = await primitives.findCommit(datasetId, { type: 'newest' });
    expect(newest).toMatchObject({ version, number: 1, updated: 2, itemCount: 2 });
    const current = await primitives.findItems(ids, null, datasetId);
    expect(current.map((item) => plain(item))).toMatchObject([
      { input: '"updated"', version, versionNumber: 1, updatedAt: version, createdAt: START },
      { input: '"updated"', version, versionNumber: 1, updatedAt: version, createdAt: START },
    ]);
    const before = await primitives.findItems(ids, START, datasetId);
    expect(before.map(({ input }) => input.text).sort()).toEqual(['"a"', '"b"']);
  }),

  check('commit keeps replaced and deleted states until its version', async (primitives) => {
    const { datasetId, items } = await storeItems(primitives, 'a', 'b');
    const [first, second] = [at(items, 0).id, at(items, 1).id];
    const one = await apply(primitives, datasetId, {
      updates: [itemUpdate(first, 'A')],
      deletes: [second],
    });
    const two = await apply(primitives, datasetId, { deletes: [first] });
    expect(await statesOf(primitives, datasetId, first)).toMatchObject([
      { input: '"a"', version: START, validTo: one.version, validToNumber: 1 },
      {
        input: '"A"',
        version: one.version,
        versionNumber: 1,
        validTo: two.version,
        validToNumber: 2,
      },
    ]);
    expect(await statesOf(primitives, datasetId, second)).toMatchObject([
      { input: '"b"', version: START, validTo: one.version },
    ]);
    expect(await primitives.findItems([first, second], null)).toEqual([]);
  }),

  check('commit stores its number, counts and message', async (primitives) => {
    const { datasetId, items } = await storeItems(primitives, 'a', 'b', 'c');
    const ids = items.map(({ id }) => id);
    await apply(primitives, datasetId, {
      inserts: [itemInsert(datasetId), itemInsert(datasetId), itemInsert(datasetId)],
      updates: [itemUpdate(at(ids, 0))],
      deletes: [at(ids, 1), at(ids, 2)],
      purges: [at(ids, 1)],
      author: 'Ada',
      message: 'why "so"',
    });
    expect(await primitives.findCommit(datasetId, { type: 'newest' })).toMatchObject({
      number: 1,
      added: 3,
      updated: 1,
      deleted: 2,
      purged: 1,
      itemCount: 4,
      author: 'Ada',
      message: 'why "so"',
    });
  }),

  check('commit keeps the time of creation that an inserted item brings', async (primitives) => {
    const { datasetId } = await storeDataset(primitives);
    const insert = itemInsert(datasetId, { createdAt: START - 1_000 });
    const { version } = await apply(primitives, datasetId, { inserts: [insert] });
    expect(await primitives.findItems([insert.id], null, datasetId)).toMatchObject([
      { createdAt: START - 1_000, version, updatedAt: version },
    ]);
    expect(await primitives.findItems([insert.id], START, datasetId)).toEqual([]);
  }),
];

const externalIds = [
  check('commit frees the external id of an item that it deletes', async (primitives) => {
    const { datasetId, items } = await storeDataset(primitives, {}, (id) => [
      itemInsert(id, { externalId: 'key' }),
    ]);
    const heir = itemInsert(datasetId, { externalId: 'key' });
    const { version } = await apply(primitives, datasetId, {
      deletes: items.map(({ id }) => id),
      inserts: [heir],
    });
    const find = async (time: number | null) =>
      (await primitives.findItemsByExternalId(datasetId, ['key'], time)).map(({ id }) => id);
    expect(await find(null)).toEqual([heir.id]);
    expect(await find(version)).toEqual([heir.id]);
    expect(await find(version - 1)).toEqual(items.map(({ id }) => id));
  }),

  check('commit lets datasets have the same external ids', async (primitives) => {
    const one = await storeDataset(primitives, {}, (id) => [itemInsert(id, { externalId: 'key' })]);
    const two = await storeDataset(primitives);
    const insert = itemInsert(two.datasetId, { externalId: 'key' });
    await apply(primitives, two.datasetId, { inserts: [insert] });
    const found = await primitives.findItemsByExternalId(one.datasetId, ['key'], null);
    expect(found.map(({ id }) => id)).toEqual(one.items.map(({ id }) => id));
  }),
];

const races = [
  check('commits at once that expect the same version apply one of them', async (primitives) => {
    const { datasetId } = await storeDataset(primitives);
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => {
        const changes = { expectedVersion: START, inserts: [itemInsert(datasetId)] };
        return primitives.commit(commitRequest(datasetId, changes));
      }),
    );
    const refused = answers.filter((answer) => 'refused' in answer);
    expect(refused).toHaveLength(3);
    for (const answer of refused) expectRefused(answer, 'version');
    expect((await primitives.findCommit(datasetId, { type: 'newest' }))?.number).toBe(1);
  }),

  check('commits at once each get a number and a version of their own', async (primitives) => {
    const { datasetId } = await storeDataset(primitives);
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => apply(primitives, datasetId, { inserts: [itemInsert(datasetId)] })),
    );
    const commits = await primitives.pageCommits(datasetId, { offset: 0, limit: null });
    expect(commits.map(({ number, itemCount }) => [number, itemCount])).toEqual([
      [4, 4],
      [3, 3],
      [2, 2],
      [1, 1],
      [0, 0],
    ]);
    const versions = results.map(({ version }) => version).sort((left, right) => right - left);
    expect(commits.slice(0, 4).map(({ version }) => version)).toEqual(versions);
  }),
];

export const commitChecks: PrimitivesTopic = {
  topic: 'commits',
  checks: [...results, ...externalIds, ...races],
};
