import {
  NO_DOCUMENTS,
  type CommitConditions,
  type CommitRequest,
  type DatasetsPrimitives,
  type ItemInsert,
} from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at, present } from '../fixtures.js';
import { check, type PrimitivesTopic } from './check.js';
import {
  START,
  apply,
  commitRequest,
  datasetRecord,
  expectRefused,
  expectUnchanged,
  itemInsert,
  itemUpdate,
  json,
  plain,
  sorted,
  storeDataset,
  storeItems,
} from './fixtures.js';

async function statesOf(primitives: DatasetsPrimitives, datasetId: string, id: string) {
  const states = await primitives.findItemStates([id], datasetId);
  return states
    .map(({ item, ...end }) => ({ ...plain(item), ...end, version: item.version }))
    .sort((left, right) => left.version - right.version);
}

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

/** A dataset whose external id `key` two items had that are deleted, and `gone` one that is purged. */
async function storeDeleted(primitives: DatasetsPrimitives) {
  const { datasetId, items } = await storeDataset(primitives, {}, (id) => [
    itemInsert(id, { externalId: 'key' }),
    itemInsert(id, { externalId: 'gone' }),
  ]);
  const [first, purged] = [at(items, 0), at(items, 1)];
  const last = itemInsert(datasetId, { externalId: 'key' });
  await apply(primitives, datasetId, { deletes: [first.id, purged.id], purges: [purged.id] });
  await apply(primitives, datasetId, { inserts: [last] });
  await apply(primitives, datasetId, { deletes: [last.id] });
  return { datasetId, first, last };
}

const identities = [
  check('commit takes inserts whose external ids were never there', async (primitives) => {
    const { datasetId } = await storeDeleted(primitives);
    const other = await storeDataset(primitives);
    const inserts = (id: string) => [
      itemInsert(id),
      itemInsert(id, { externalId: 'new' }),
      itemInsert(id, { externalId: 'gone' }),
    ];
    const checked = { checksIdentities: true };
    await apply(primitives, datasetId, { inserts: inserts(datasetId), ...checked });
    const key = itemInsert(other.datasetId, { externalId: 'key' });
    await apply(primitives, other.datasetId, { inserts: [key], ...checked });
  }),

  check('commit takes the item back that its external id names', async (primitives) => {
    const { datasetId, last } = await storeDeleted(primitives);
    const back = itemInsert(datasetId, { id: last.id, externalId: 'key', createdAt: START + 2 });
    const inserts = [itemInsert(datasetId, { externalId: 'new' }), back];
    const { version } = await apply(primitives, datasetId, { inserts, checksIdentities: true });
    expect(await primitives.findItems([last.id], null, datasetId)).toMatchObject([
      { createdAt: START + 2, version, updatedAt: version, externalId: 'key' },
    ]);
    expect(await primitives.findChangedItemIds(datasetId, version - 1, version)).toHaveLength(2);
    expect(await statesOf(primitives, datasetId, last.id)).toMatchObject([
      { version: START + 2, validTo: START + 3 },
      { version, validTo: null },
    ]);
  }),

  ...(
    [
      ['a new item with the external id of a deleted one', () => ({ externalId: 'key' })],
      [
        'an item of the external id that was not deleted last',
        ({ first }) => ({ id: first.id, externalId: 'key', createdAt: START }),
      ],
    ] satisfies readonly [
      string,
      (stored: Awaited<ReturnType<typeof storeDeleted>>) => Partial<ItemInsert>,
    ][]
  ).map(([what, fields]) =>
    check(`commit refuses ${what}, where it checks identities`, async (primitives) => {
      const stored = await storeDeleted(primitives);
      const { datasetId } = stored;
      const inserts = [itemInsert(datasetId), itemInsert(datasetId, fields(stored))];
      const request = commitRequest(datasetId, { inserts });
      await expectUnchanged(primitives, datasetId, async () => {
        const answer = await primitives.commit({ ...request, checksIdentities: true });
        expectRefused(answer, 'identities');
      });
      await apply(primitives, datasetId, { inserts });
    }),
  ),

  check('commit refuses a new item for one that it deletes, likewise', async (primitives) => {
    const { datasetId, items } = await storeDataset(primitives, {}, (id) => [
      itemInsert(id, { externalId: 'key' }),
    ]);
    const request = commitRequest(datasetId, {
      deletes: [at(items, 0).id],
      inserts: [itemInsert(datasetId, { externalId: 'key' })],
      checksIdentities: true,
    });
    await expectUnchanged(primitives, datasetId, async () => {
      expectRefused(await primitives.commit(request), 'identities');
    });
  }),
];

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

/** A dataset with two items and a schema revision, beside another dataset with an item. */
async function storeScene(primitives: DatasetsPrimitives) {
  const schema = { inputSchema: json(true), schemaRevision: 5 };
  const { datasetId, items } = await storeDataset(primitives, schema, (id) => [
    itemInsert(id, { externalId: 'a' }),
    itemInsert(id, { externalId: 'b' }),
  ]);
  const other = await storeItems(primitives, 'other');
  const [first, second] = [at(items, 0), at(items, 1)];
  await apply(primitives, datasetId, { schemaRevision: 5, updates: [itemUpdate(second.id)] });
  const sound = commitRequest(datasetId, {
    expectedVersion: START + 1,
    schemaRevision: 5,
    kept: [{ id: second.id, version: START + 1 }],
    inserts: [itemInsert(datasetId, { externalId: 'new' })],
    updates: [itemUpdate(second.id, 'again')],
    deletes: [first.id],
  });
  return { datasetId, first, second, stranger: at(other.items, 0), sound };
}

type Scene = Awaited<ReturnType<typeof storeScene>>;

/** Conditions that do not hold, by the name of the condition and what is wrong. */
const BROKEN_CONDITIONS: readonly [string, string, (scene: Scene) => Partial<CommitConditions>][] =
  [
    ['dataset', 'an unknown dataset', () => ({ datasetId: datasetRecord().id })],
    ['version', 'an old expectedVersion', () => ({ expectedVersion: START })],
    ['version', 'a future expectedVersion', () => ({ expectedVersion: START + 2 })],
    ['schemas', 'another schemaRevision', () => ({ schemaRevision: 6 })],
    ['schemas', 'no schemaRevision where there are schemas', () => ({ schemaRevision: null })],
    [
      'kept',
      'a kept item in an old state',
      ({ second }) => ({ kept: [{ id: second.id, version: START }] }),
    ],
    [
      'kept',
      'a kept item of another dataset',
      ({ stranger }) => ({ kept: [{ id: stranger.id, version: START }] }),
    ],
    [
      'kept',
      'a kept item that nobody has, beside one that is there',
      ({ first, datasetId }) => ({
        kept: [
          { id: first.id, version: START },
          { id: itemInsert(datasetId).id, version: START },
        ],
      }),
    ],
  ];

/** Changes that a dataset does not allow, likewise. */
const BROKEN_CHANGES: readonly [string, string, (scene: Scene) => Partial<CommitRequest>][] = [
  [
    'items',
    'an update of an unknown item',
    ({ datasetId }) => ({ updates: [itemUpdate(itemInsert(datasetId).id)] }),
  ],
  [
    'items',
    "an update of another dataset's item",
    ({ stranger }) => ({ updates: [itemUpdate(stranger.id)] }),
  ],
  [
    'items',
    'a deletion of an unknown item',
    ({ datasetId }) => ({ deletes: [itemInsert(datasetId).id] }),
  ],
  ['items', "a deletion of another dataset's item", ({ stranger }) => ({ deletes: [stranger.id] })],
  ['items', 'a purge of an item that stays', ({ second }) => ({ purges: [second.id] })],
  [
    'ids',
    'an inserted id that is there',
    ({ datasetId, second }) => ({
      inserts: [itemInsert(datasetId), itemInsert(datasetId, { id: second.id })],
    }),
  ],
  [
    'externalIds',
    'an inserted external id that is there',
    ({ datasetId }) => ({
      inserts: [itemInsert(datasetId), itemInsert(datasetId, { externalId: 'b' })],
    }),
  ],
];

const refusals = [
  ...[...BROKEN_CONDITIONS, ...BROKEN_CHANGES].map(([condition, what, change]) =>
    check(`commit refuses ${what}, and changes nothing`, async (primitives) => {
      const scene = await storeScene(primitives);
      await expectUnchanged(primitives, scene.datasetId, async () => {
        const answer = await primitives.commit({ ...scene.sound, ...change(scene) });
        expectRefused(answer, condition);
      });
      const [found] = await primitives.findItems([scene.stranger.id], null);
      expect(present(found).version).toBe(START);
    }),
  ),

  check('commit takes a request that meets every condition', async (primitives) => {
    const { datasetId, sound } = await storeScene(primitives);
    expect(await primitives.commit(sound)).toMatchObject({ version: START + 2, number: 2 });
    expect(await primitives.findCommit(datasetId, { type: 'newest' })).toMatchObject({ number: 2 });
  }),

  check('commit does the same where others were faster before', async (primitives) => {
    const { datasetId, sound } = await storeScene(primitives);
    const contended = { ...sound, isContended: true };
    await expectUnchanged(primitives, datasetId, async () => {
      expectRefused(await primitives.commit({ ...contended, expectedVersion: START }), 'version');
    });
    expect(await primitives.commit(contended)).toMatchObject({ version: START + 2, number: 2 });
  }),

  check('commit looks at kept items before it changes them', async (primitives) => {
    const { sound, first, second } = await storeScene(primitives);
    const kept = [
      { id: first.id, version: START },
      { id: second.id, version: START + 1 },
    ];
    expect(await primitives.commit({ ...sound, kept })).toMatchObject({ version: START + 2 });
  }),
];

const confirmations = [
  check('confirm gives the newest version, and changes nothing', async (primitives) => {
    const { datasetId, sound } = await storeScene(primitives);
    await expectUnchanged(primitives, datasetId, async () => {
      const { expectedVersion, schemaRevision, kept } = sound;
      const conditions = { datasetId, expectedVersion, schemaRevision, kept };
      expect(await primitives.confirm(conditions)).toMatchObject({ version: START + 1, number: 1 });
      const any = await primitives.confirm({ ...conditions, expectedVersion: 'any', kept: [] });
      expect(any).toMatchObject({ version: START + 1, number: 1 });
    });
  }),

  ...BROKEN_CONDITIONS.map(([condition, what, change]) =>
    check(`confirm refuses ${what}`, async (primitives) => {
      const scene = await storeScene(primitives);
      const { datasetId, expectedVersion, schemaRevision, kept } = scene.sound;
      const conditions = { datasetId, expectedVersion, schemaRevision, kept, ...change(scene) };
      await expectUnchanged(primitives, datasetId, async () => {
        expectRefused(await primitives.confirm(conditions), condition);
      });
    }),
  ),
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
  checks: [
    ...results,
    ...externalIds,
    ...identities,
    ...purges,
    ...purgesInPlace,
    ...refusals,
    ...confirmations,
    ...races,
  ],
};
