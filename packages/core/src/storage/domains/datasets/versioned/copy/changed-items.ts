import { BEGINNING } from '../reading/version-references.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord, ItemRecord } from '../adapter/records.js';

/** How many items are fetched at a time. */
export const BATCH_SIZE = 1_000;

/** The items that a commit changed, by id; absent where there was none. */
export interface ChangedItems {
  readonly ids: readonly string[];
  readonly before: ReadonlyMap<string, ItemRecord>;
  readonly after: ReadonlyMap<string, ItemRecord>;
}

/** Gives the ids of the items that a commit changed, in batches. */
export async function* changedIds(
  primitives: DatasetsPrimitives,
  previous: CommitRecord | null,
  commit: CommitRecord,
): AsyncGenerator<readonly string[], void, undefined> {
  const after = previous?.version ?? BEGINNING;
  const ids = await primitives.findChangedItemIds(commit.datasetId, after, commit.version);
  for (let start = 0; start < ids.length; start += BATCH_SIZE) {
    yield ids.slice(start, start + BATCH_SIZE);
  }
}

/** Reads the items that a commit changed, as they were before and after it. */
export async function readChangedItems(
  primitives: DatasetsPrimitives,
  previous: CommitRecord,
  commit: CommitRecord,
): Promise<ChangedItems> {
  const changed: string[] = [];
  const before = new Map<string, ItemRecord>();
  const after = new Map<string, ItemRecord>();
  for await (const ids of changedIds(primitives, previous, commit)) {
    for (const id of ids) changed.push(id);
    const read = (at: number) => primitives.findItems(ids, at, commit.datasetId);
    for (const item of await read(previous.version)) before.set(item.id, item);
    for (const item of await read(commit.version)) after.set(item.id, item);
  }
  return { ids: changed, before, after };
}
