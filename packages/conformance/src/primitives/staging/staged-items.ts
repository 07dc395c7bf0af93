import { createId } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../../fixtures.js';
import type { PrimitivesCheck } from '../check.js';
import {
  END,
  START,
  apply,
  itemInsert,
  itemUpdate,
  stagedItem,
  storeDataset,
} from '../fixtures.js';
import { checkStaging, contents } from './scene.js';

/** What is staged, before it is committed. */
export const stagedItemChecks: readonly PrimitivesCheck[] = [
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
