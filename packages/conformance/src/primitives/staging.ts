import {
  createId,
  type DatasetsPrimitives,
  type StagedCommitRequest,
  type Staging,
  type StagingPrimitives,
} from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../fixtures.js';
import { check, type PrimitivesCheck, type PrimitivesTopic } from './check.js';
import {
  BEGINNING,
  END,
  START,
  apply,
  expectRefused,
  expectUnchanged,
  itemInsert,
  itemUpdate,
  json,
  plain,
  stagedItem,
  storeDataset,
} from './fixtures.js';

interface StagingScene {
  readonly primitives: DatasetsPrimitives;
  readonly staging: StagingPrimitives;
  readonly datasetId: string;
  readonly import: Staging;
  readonly request: StagedCommitRequest;
  readonly present: Awaited<ReturnType<typeof storeDataset>>['items'];
}

/**
 * A check of an adapter that stages items, on a dataset with an item `same` and an item `other`; an
 * import has staged an equal `same`, a different `other`, a `new`, and an item without external id.
 */
function checkStaging(name: string, run: (scene: StagingScene) => Promise<void>): PrimitivesCheck {
  return check(name, async (primitives) => {
    const { staging } = primitives;
    if (staging === undefined) return;
    const { datasetId, items } = await storeDataset(primitives, {}, (id) => [
      itemInsert(id, { externalId: 'same', input: json({ b: 1, a: 2 }) }),
      itemInsert(id, { externalId: 'other', context: json({ a: 1 }) }),
    ]);
    const scope = { datasetId, importId: createId() };
    await staging.stage(scope, START + 100, [
      stagedItem(datasetId, { externalId: 'same', input: json({ b: 1, a: 2 }) }),
      stagedItem(datasetId, { externalId: 'other', expectedOutput: json(null) }),
    ]);
    await staging.stage(scope, START + 200, [
      stagedItem(datasetId, { externalId: 'new', context: json({ c: 1 }) }),
      stagedItem(datasetId, { input: json('anonymous') }),
    ]);
    const request: StagedCommitRequest = {
      ...scope,
      onConflict: 'update',
      onDeleted: 'revive',
      onMissing: 'keep',
      maxDeleted: null,
      alsoNamed: null,
      alsoNamedCount: 0,
      count: 4,
      now: () => START + 300,
      expectedVersion: 'any',
      schemaRevision: null,
      author: 'Ada',
      message: 'import',
    };
    await run({ primitives, staging, datasetId, import: scope, request, present: items });
  });
}

/** The current items by external id, or by input where they have none. */
async function contents(primitives: DatasetsPrimitives, datasetId: string) {
  const range = { datasetId, at: END, after: null, offset: 0, limit: null } as const;
  const items = await primitives.pageItems({ ...range, order: 'oldest' });
  return Object.fromEntries(
    items.map((item) => [item.externalId ?? item.input.text, plain(item)] as const),
  );
}

/** Adds items that the import of a scene does not name: `extra`, `refused`, and one without a name. */
async function addMissing({ primitives, datasetId }: StagingScene) {
  const inserts = [
    itemInsert(datasetId, { externalId: 'extra' }),
    itemInsert(datasetId, { externalId: 'refused' }),
    itemInsert(datasetId, { input: json('nameless') }),
  ];
  await apply(primitives, datasetId, { inserts });
  return inserts.map(({ id }) => id);
}

/** Stages an external id that an import names beside its items; gives the import that has it. */
async function stageName({ staging, datasetId }: StagingScene, externalId: string) {
  const beside = { datasetId, importId: createId() };
  await staging.stage(beside, START, [stagedItem(datasetId, { externalId })]);
  return beside.importId;
}

const looks = [
  checkStaging('stage stores what no other primitive finds', async (scene) => {
    const { primitives, datasetId } = scene;
    const current = await contents(primitives, datasetId);
    expect(Object.keys(current).sort()).toEqual(['other', 'same']);
    expect(await primitives.findItemsByExternalId(datasetId, ['new'], null)).toEqual([]);
    expect(await primitives.findItemsByExternalId(datasetId, ['new'], END)).toEqual([]);
    expect(await primitives.findChangedItemIds(datasetId, START, END)).toEqual([]);
    expect((await primitives.findCommit(datasetId, { type: 'newest' }))?.number).toBe(0);
  }),

  checkStaging('stage leaves nothing behind for a dataset that is gone', async (scene) => {
    const { primitives, staging, datasetId } = scene;
    await primitives.deleteDataset(datasetId);
    const late = { datasetId, importId: createId() };
    await staging.stage(late, START, [stagedItem(datasetId, { externalId: 'a' })]);
    expect(await staging.findStaged(late, ['a'])).toEqual([]);
    expect(await staging.findAbandoned(datasetId, END)).toEqual([]);
  }),

  checkStaging('findStaged looks in one import', async (scene) => {
    const { staging, datasetId } = scene;
    const other = { datasetId, importId: createId() };
    await staging.stage(other, START, [stagedItem(datasetId, { externalId: 'elsewhere' })]);
    const keys = ['new', 'other', 'elsewhere', 'unknown'];
    expect((await staging.findStaged(scene.import, keys)).sort()).toEqual(['new', 'other']);
    expect(await staging.findStaged(other, keys)).toEqual(['elsewhere']);
  }),

  checkStaging('findStagedConflict looks for current or deleted items', async (scene) => {
    const { primitives, staging, datasetId, present } = scene;
    const find = (among: 'current' | 'deleted') => staging.findStagedConflict(scene.import, among);
    await apply(primitives, datasetId, { updates: [itemUpdate(at(present, 0).id)] });
    expect(['same', 'other']).toContain(await find('current'));
    expect(await find('deleted')).toBeNull();
    await apply(primitives, datasetId, { deletes: [at(present, 0).id] });
    expect(await find('current')).toBe('other');
    expect(await find('deleted')).toBe('same');
    await apply(primitives, datasetId, { deletes: [at(present, 1).id] });
    await storeDataset(primitives, {}, (id) => [itemInsert(id, { externalId: 'new' })]);
    expect(await find('current')).toBeNull();
    await apply(primitives, datasetId, { purges: present.map(({ id }) => id) });
    expect(await find('deleted')).toBeNull();
  }),

  checkStaging('discardStaged deletes what one import staged', async (scene) => {
    const { staging, datasetId } = scene;
    const other = { datasetId, importId: createId() };
    await staging.stage(other, START, [stagedItem(datasetId, { externalId: 'new' })]);
    await staging.discardStaged(scene.import);
    expect(await staging.findStaged(scene.import, ['new', 'other'])).toEqual([]);
    expect(await staging.findStaged(other, ['new', 'other'])).toEqual(['new']);
    await staging.discardStaged(scene.import);
  }),

  checkStaging('findAbandoned goes by what an import staged last', async (scene) => {
    const { primitives, staging, datasetId } = scene;
    const old = { datasetId, importId: createId() };
    await staging.stage(old, START + 50, [stagedItem(datasetId)]);
    const beside = await storeDataset(primitives);
    const elsewhere = { datasetId: beside.datasetId, importId: createId() };
    await staging.stage(elsewhere, START, [stagedItem(beside.datasetId)]);
    expect(await staging.findAbandoned(datasetId, START + 50)).toEqual([]);
    expect(await staging.findAbandoned(datasetId, START + 200)).toEqual([old.importId]);
    expect((await staging.findAbandoned(datasetId, START + 201)).sort()).toEqual(
      [scene.import.importId, old.importId].sort(),
    );
  }),
];

const commits = [
  checkStaging('commitStaged adds, updates what differs, and leaves the rest', async (scene) => {
    const { primitives, staging, datasetId, present, request } = scene;
    const version = START + 300;
    expect(await staging.commitStaged(request)).toEqual({
      version,
      added: 2,
      updated: 1,
      deleted: 0,
    });
    const current = await contents(primitives, datasetId);
    expect(Object.keys(current).sort()).toEqual(['"anonymous"', 'new', 'other', 'same']);
    const [same, other] = [at(present, 0), at(present, 1)];
    expect(current['same']).toMatchObject({ id: same.id, version: START });
    expect(current['other']).toMatchObject({
      id: other.id,
      expectedOutput: 'null',
      context: null,
      createdAt: START,
      updatedAt: version,
      version,
      versionNumber: 1,
    });
    const fresh = {
      version,
      versionNumber: 1,
      createdAt: version,
      updatedAt: version,
      purgedAt: null,
    };
    expect(current['new']).toMatchObject({ ...fresh, context: '{"c":1}' });
    const [before] = await primitives.findItems([other.id], START, datasetId);
    expect(before === undefined ? null : plain(before)).toMatchObject({ context: '{"a":1}' });
    expect(await primitives.findCommit(datasetId, { type: 'newest' })).toMatchObject({
      version,
      number: 1,
      added: 2,
      updated: 1,
      deleted: 0,
      itemCount: 4,
      author: 'Ada',
      message: 'import',
    });
    expect(await primitives.findDataset(datasetId)).toMatchObject({ version, versionNumber: 1 });
    expect(await primitives.findChangedItemIds(datasetId, START, END)).toHaveLength(3);
    expect(await primitives.findChangedItemIds(datasetId, BEGINNING, END)).toHaveLength(4);
  }),

  checkStaging('commitStaged leaves current items alone where told to skip', async (scene) => {
    const { primitives, staging, datasetId, request } = scene;
    const answer = await staging.commitStaged({ ...request, onConflict: 'skip' });
    expect(answer).toEqual({ version: START + 300, added: 2, updated: 0, deleted: 0 });
    const current = await contents(primitives, datasetId);
    expect(current['other']).toMatchObject({ version: START, context: '{"a":1}' });
    expect(Object.keys(current)).toHaveLength(4);
  }),

  checkStaging('commitStaged merges with the states that items were merged with', async (scene) => {
    const { primitives, staging, datasetId, request } = scene;
    const merged = { datasetId, importId: createId() };
    await staging.stage(merged, START, [
      stagedItem(datasetId, { externalId: 'other', input: json('merged'), mergedWith: START }),
      stagedItem(datasetId, { externalId: 'new' }),
      stagedItem(datasetId, { input: json('anonymous') }),
    ]);
    const merge = { ...request, ...merged, count: 3, onConflict: 'merge' as const };
    const answer = await staging.commitStaged(merge);
    expect(answer).toEqual({ version: START + 300, added: 2, updated: 1, deleted: 0 });
    const current = await contents(primitives, datasetId);
    expect(current['other']).toMatchObject({ version: START + 300, input: '"merged"' });
  }),

  checkStaging('commitStaged refuses to merge with a state that is gone', async (scene) => {
    const { primitives, staging, datasetId, request, present } = scene;
    const { id } = at(present, 1);
    const stageOne = async (mergedWith: number) => {
      const scope = { datasetId, importId: createId() };
      await staging.stage(scope, START, [
        stagedItem(datasetId, { externalId: 'other', input: json('merged'), mergedWith }),
      ]);
      return { ...request, ...scope, count: 1, onConflict: 'merge' as const };
    };
    const outdated = await stageOne(START);
    const { version } = await apply(primitives, datasetId, { updates: [itemUpdate(id)] });
    const gone = await stageOne(version);
    await expectUnchanged(primitives, datasetId, async () => {
      expectRefused(await staging.commitStaged(outdated), 'kept');
    });
    await apply(primitives, datasetId, { deletes: [id] });
    await expectUnchanged(primitives, datasetId, async () => {
      expectRefused(await staging.commitStaged(gone), 'kept');
    });
  }),

  checkStaging('commitStaged brings back the item that was deleted last', async (scene) => {
    const { primitives, staging, datasetId, present, request } = scene;
    const [same, other] = [at(present, 0), at(present, 1)];
    const heir = itemInsert(datasetId, { externalId: 'same' });
    await apply(primitives, datasetId, { deletes: [same.id, other.id] });
    await apply(primitives, datasetId, { inserts: [heir] });
    await apply(primitives, datasetId, { deletes: [heir.id] });
    await apply(primitives, datasetId, { purges: [other.id] });
    const number = (await primitives.findDataset(datasetId))?.versionNumber ?? 0;
    const answer = await staging.commitStaged({ ...request, onConflict: 'error' });
    expect(answer).toEqual({ version: START + 300, added: 4, updated: 0, deleted: 0 });
    const current = await contents(primitives, datasetId);
    expect(current['same']).toMatchObject({
      id: heir.id,
      input: '{"b":1,"a":2}',
      createdAt: START + 2,
      updatedAt: START + 300,
      version: START + 300,
      versionNumber: number + 1,
    });
    expect(current['other']?.['id']).not.toBe(other.id);
    expect(current['other']).toMatchObject({ createdAt: START + 300, expectedOutput: 'null' });
    expect(await primitives.findChangedItemIds(datasetId, START + 299, END)).toHaveLength(4);
    expect(await primitives.findCommit(datasetId, { type: 'newest' })).toMatchObject({
      added: 4,
      itemCount: 4,
    });
  }),

  checkStaging('commitStaged refuses deleted items where told to, and the rest', async (scene) => {
    const { primitives, staging, datasetId, present, request } = scene;
    const strict = { ...request, onDeleted: 'error' } as const;
    await apply(primitives, datasetId, { updates: [itemUpdate(at(present, 0).id)] });
    await apply(primitives, datasetId, { deletes: [at(present, 1).id] });
    await expectUnchanged(primitives, datasetId, async () => {
      expectRefused(await staging.commitStaged(strict), 'deletedItems');
    });
    await apply(primitives, datasetId, { purges: [at(present, 1).id] });
    expect(await staging.commitStaged(strict)).toMatchObject({ added: 3, updated: 1 });
  }),

  checkStaging('commitStaged deletes what the import does not name', async (scene) => {
    const { primitives, staging, datasetId, request } = scene;
    const [extra, refused, nameless] = await addMissing(scene);
    const sync = { ...request, onMissing: 'delete', maxDeleted: 2 } as const;
    const alsoNamed = await stageName(scene, 'refused');
    const version = START + 300;
    await expectUnchanged(primitives, datasetId, async () => {
      expectRefused(
        await staging.commitStaged({ ...sync, alsoNamed, alsoNamedCount: 2 }),
        'staged',
      );
    });
    const answer = await staging.commitStaged({ ...sync, alsoNamed, alsoNamedCount: 1 });
    expect(answer).toEqual({ version, added: 2, updated: 1, deleted: 2 });
    const current = await contents(primitives, datasetId);
    expect(Object.keys(current).sort()).toEqual(['"anonymous"', 'new', 'other', 'refused', 'same']);
    expect(current['refused']).toMatchObject({ id: refused, version: START + 1, input: '"input"' });
    for (const id of [extra, nameless]) {
      const states = await primitives.findItemStates([id ?? ''], datasetId);
      expect(states.map(({ validTo }) => validTo)).toEqual([version]);
    }
    expect(await primitives.findCommit(datasetId, { type: 'newest' })).toMatchObject({
      version,
      added: 2,
      updated: 1,
      deleted: 2,
      itemCount: 5,
    });
    expect(await primitives.findChangedItemIds(datasetId, version - 1, version)).toHaveLength(5);
  }),

  checkStaging(
    'commitStaged makes a commit of deletions alone, and none of none',
    async (scene) => {
      const { primitives, staging, datasetId, request, present } = scene;
      const elsewhere = await storeDataset(primitives, {}, (id) => [itemInsert(id)]);
      const same = { datasetId, importId: createId() };
      const item = stagedItem(datasetId, { externalId: 'same', input: json({ b: 1, a: 2 }) });
      await staging.stage(same, START, [item]);
      const sync = { ...request, ...same, count: 1, onMissing: 'delete' } as const;
      const first = await staging.commitStaged(sync);
      expect(first).toEqual({ version: START + 300, added: 0, updated: 0, deleted: 1 });
      expect(Object.keys(await contents(primitives, datasetId))).toEqual(['same']);
      expect(await primitives.findCommit(datasetId, { type: 'newest' })).toMatchObject({
        number: 1,
        deleted: 1,
        itemCount: 1,
      });
      await apply(primitives, datasetId, {
        now: () => START + 400,
        updates: [{ id: at(present, 0).id }],
      });
      await expectUnchanged(primitives, datasetId, async () => {
        const second = await staging.commitStaged({ ...sync, maxDeleted: 0 });
        expect(second).toEqual({ version: START + 400, added: 0, updated: 0, deleted: 0 });
      });
      expect(Object.keys(await contents(primitives, elsewhere.datasetId))).toHaveLength(1);
    },
  ),

  checkStaging('commitStaged refuses more deletions than it may make', async (scene) => {
    const { primitives, staging, datasetId, request } = scene;
    await addMissing(scene);
    const sync = { ...request, onMissing: 'delete', maxDeleted: 2 } as const;
    await expectUnchanged(primitives, datasetId, async () => {
      expectRefused(await staging.commitStaged(sync), 'deletions');
    });
    expect(await staging.countMissing(sync)).toBe(3);
    const alsoNamed = await stageName(scene, 'refused');
    expect(await staging.countMissing({ ...sync, alsoNamed })).toBe(2);
    expect(await staging.countMissing({ ...sync, importId: createId() })).toBe(5);
  }),

  checkStaging('commitStaged makes no commit where nothing differs', async (scene) => {
    const { primitives, staging, datasetId, request } = scene;
    const same = { datasetId, importId: createId() };
    const insert = stagedItem(datasetId, { externalId: 'same', input: json({ b: 1, a: 2 }) });
    await staging.stage(same, START, [insert]);
    await expectUnchanged(primitives, datasetId, async () => {
      for (const onConflict of ['update', 'skip'] as const) {
        const answer = await staging.commitStaged({ ...request, ...same, count: 1, onConflict });
        expect(answer).toEqual({ version: START, added: 0, updated: 0, deleted: 0 });
      }
    });
  }),

  checkStaging('commitStaged makes the version max(now, previous + 1)', async (scene) => {
    const { primitives, staging, datasetId, request, present } = scene;
    const updates = [itemUpdate(at(present, 0).id)];
    await apply(primitives, datasetId, { now: () => START + 500, updates });
    expect(await staging.commitStaged(request)).toMatchObject({ version: START + 501, added: 2 });
  }),

  ...(
    [
      ['version', 'another expectedVersion', { expectedVersion: START - 1 }],
      ['schemas', 'another schemaRevision', { schemaRevision: 1 }],
      ['staged', 'a count that is too low', { count: 3 }],
      ['staged', 'a count that is too high', { count: 5 }],
      ['staged', 'an import that staged nothing', { importId: createId() }],
      ['externalIds', 'external ids that are there', { onConflict: 'error' }],
      ['kept', 'to merge what was merged with nothing', { onConflict: 'merge' }],
    ] as const
  ).map(([condition, what, change]) =>
    checkStaging(`commitStaged refuses ${what}, and changes nothing`, async (scene) => {
      const { primitives, staging, datasetId, request } = scene;
      await expectUnchanged(primitives, datasetId, async () => {
        expectRefused(await staging.commitStaged({ ...request, ...change }), condition);
      });
    }),
  ),

  checkStaging('commitStaged refuses a dataset that is gone', async (scene) => {
    const { primitives, staging, datasetId, request } = scene;
    await primitives.deleteDataset(datasetId);
    expectRefused(await staging.commitStaged({ ...request, count: 0 }), 'dataset');
  }),
];

export const stagingChecks: PrimitivesTopic = { topic: 'staging', checks: [...looks, ...commits] };
