import { createId } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../../fixtures.js';
import type { PrimitivesCheck } from '../check.js';
import {
  START,
  apply,
  expectRefused,
  expectUnchanged,
  itemInsert,
  json,
  stagedItem,
  storeDataset,
} from '../fixtures.js';
import { checkStaging, contents, type StagingScene } from './scene.js';

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

/** Commits that delete what the import does not name. */
export const stagedDeletionChecks: readonly PrimitivesCheck[] = [
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
];
