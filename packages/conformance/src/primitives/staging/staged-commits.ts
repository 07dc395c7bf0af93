import { createId } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../../fixtures.js';
import type { PrimitivesCheck } from '../check.js';
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
} from '../fixtures.js';
import { DOCUMENTS } from '../item-fields.js';
import { checkStaging, contents } from './scene.js';

/** Commits of what is staged. */
export const stagedCommitChecks: readonly PrimitivesCheck[] = [
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

  checkStaging('commitStaged stores every field of an item', async (scene) => {
    const { primitives, staging, datasetId, request } = scene;
    const scope = { datasetId, importId: createId() };
    const staged = ['other', 'fresh'].map((externalId) =>
      stagedItem(datasetId, { ...DOCUMENTS, externalId }),
    );
    await staging.stage(scope, START + 200, staged);
    await staging.commitStaged({ ...request, ...scope, count: 2 });
    const current = await contents(primitives, datasetId);
    const expected = plain(DOCUMENTS);
    expect(current).toMatchObject({ other: expected, fresh: expected });
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
