import type { CommitConditions, CommitRequest, DatasetsPrimitives } from '@mastra-datasets/core';
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
  storeDataset,
  storeItems,
} from './fixtures.js';

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

export const conditionChecks: PrimitivesTopic = {
  topic: 'conditions of commits',
  checks: [...refusals, ...confirmations],
};
