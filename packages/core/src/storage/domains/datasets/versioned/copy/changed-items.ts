import { BEGINNING } from '../reading/version-references.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord, ItemRecord } from '../adapter/records.js';

/** How many items are fetched at a time. */
const BATCH_SIZE = 1_000;

/** The items that a commit changed. */
export interface ChangedItems {
  readonly ids: readonly string[];
  /** Which of them there were before it. */
  readonly before: ReadonlySet<string>;
  /** Those that there are after it, by id. */
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
  yield* batchesOf(ids);
}

/** Gives ids in batches that are fetched at a time. */
export function* batchesOf(ids: readonly string[]): Generator<readonly string[], void, undefined> {
  for (let start = 0; start < ids.length; start += BATCH_SIZE) {
    yield ids.slice(start, start + BATCH_SIZE);
  }
}

/** Reads the items that a commit changed. */
export async function readChangedItems(
  primitives: DatasetsPrimitives,
  previous: CommitRecord,
  commit: CommitRecord,
): Promise<ChangedItems> {
  const changed: string[] = [];
  const before = new Set<string>();
  const after = new Map<string, ItemRecord>();
  for await (const ids of changedIds(primitives, previous, commit)) {
    for (const id of ids) changed.push(id);
    const found = await primitives.findItems(ids, commit.version, commit.datasetId);
    for (const item of found) after.set(item.id, item);
  }
  // An item that the commit made was not there before.
  const older = changed.filter((id) => after.get(id)?.createdAt !== commit.version);
  if (changed.length - older.length === commit.added) {
    return { ids: changed, before: new Set(older), after };
  }
  // It also brought items back, which keep their time of creation.
  for (const ids of batchesOf(older)) {
    const found = await primitives.findItems(ids, previous.version, commit.datasetId);
    for (const { id } of found) before.add(id);
  }
  return { ids: changed, before, after };
}
