import {
  createId,
  type DatasetsPrimitives,
  type StagedCommitRequest,
  type Staging,
  type StagingPrimitives,
} from '@mastra-datasets/core';
import { check, type PrimitivesCheck } from '../check.js';
import { END, START, itemInsert, json, plain, stagedItem, storeDataset } from '../fixtures.js';

/** A dataset, and an import that has staged items for it. */
export interface StagingScene {
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
export function checkStaging(
  name: string,
  run: (scene: StagingScene) => Promise<void>,
): PrimitivesCheck {
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
export async function contents(primitives: DatasetsPrimitives, datasetId: string) {
  const range = { datasetId, at: END, after: null, offset: 0, limit: null } as const;
  const items = await primitives.pageItems({ ...range, order: 'oldest' });
  return Object.fromEntries(
    items.map((item) => [item.externalId ?? item.input.text, plain(item)] as const),
  );
}
