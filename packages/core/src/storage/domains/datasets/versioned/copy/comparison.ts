import { COMMIT_COLUMNS } from '../adapter/columns.js';
import { sameDocuments } from '../adapter/documents.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord, ItemRecord, ItemStateRecord } from '../adapter/records.js';
import { BEGINNING } from '../reading/version-references.js';
import {
  batchesOf,
  changedIds,
  isStateOf,
  type ChangedItems,
  type CopiedStep,
} from './changed-items.js';
import type { CopyEnds } from './copy-ends.js';

/** What no purge changes. */
const LASTING_FIELDS = [
  'id',
  'datasetId',
  'version',
  'versionNumber',
  'createdAt',
  'updatedAt',
] as const;

/** A commit to compare. */
export interface ComparedCommit {
  readonly previous: CommitRecord | null;
  readonly commit: CommitRecord;
  /** The last commit that is copied. */
  readonly newest: CommitRecord;
}

/**
 * Whether two commits are the same. Their counts of items may differ: every storage adds them up for
 * itself, and one that somebody has damaged is no reason to refuse a copy.
 */
export function sameCommit(left: CommitRecord, right: CommitRecord): boolean {
  return COMMIT_COLUMNS.every((field) => field === 'itemCount' || left[field] === right[field]);
}

/** Whether the target's state is that of the source, but for a purge after the last commit copied. */
function sameState(source: ItemRecord, target: ItemRecord, newest: CommitRecord): boolean {
  if (!LASTING_FIELDS.every((field) => source[field] === target[field])) return false;
  if (source.purgedAt !== null && source.purgedAt > newest.version) return true;
  return (
    source.purgedAt === target.purgedAt &&
    source.externalId === target.externalId &&
    sameDocuments(source, target)
  );
}

function sameStates(
  source: readonly ItemRecord[],
  target: readonly ItemRecord[],
  isSame: (source: ItemRecord, target: ItemRecord) => boolean,
): boolean {
  if (source.length !== target.length) return false;
  const byId = new Map(source.map((item) => [item.id, item]));
  return target.every((item) => {
    const twin = byId.get(item.id);
    return twin !== undefined && isSame(twin, item);
  });
}

/** The ids that the target says a commit changed, where it holds the same commit; else `null`. */
async function idsOfTwin(
  target: DatasetsPrimitives,
  { previous, commit }: ComparedCommit,
): Promise<Set<string> | null> {
  const { datasetId, version, number } = commit;
  const twin = await target.findCommit(datasetId, { type: 'number', number });
  if (twin === null || !sameCommit(twin, commit)) return null;
  const after = previous?.version ?? BEGINNING;
  return new Set(await target.findChangedItemIds(datasetId, after, version));
}

/**
 * Whether both storages hold a commit and the same states of all items it changed. When that is so
 * for every commit, all their snapshots and digests are equal.
 */
export async function compareCommit(
  { source, target }: CopyEnds,
  compared: ComparedCommit,
): Promise<boolean> {
  const { previous, commit, newest } = compared;
  const { datasetId, version } = commit;
  const theirs = await idsOfTwin(target, compared);
  if (theirs === null) return false;
  const isSame = (left: ItemRecord, right: ItemRecord) => sameState(left, right, newest);
  for await (const ids of changedIds(source, previous, commit)) {
    for (const id of ids) if (!theirs.delete(id)) return false;
    const expected = await source.findItems(ids, version, datasetId);
    const found = await target.findItems(ids, version, datasetId);
    if (!sameStates(expected, found, isSame)) return false;
  }
  return theirs.size === 0;
}

/**
 * As {@link compareCommit} for a commit just copied, with what was read of the source for that. The copy
 * has not come to later purges yet.
 */
export async function compareCopy(
  target: DatasetsPrimitives,
  compared: CopiedStep,
  { written, deleted, purgedLater }: ChangedItems,
): Promise<boolean> {
  const { commit } = compared;
  const { datasetId, version } = commit;
  const theirs = await idsOfTwin(target, compared);
  if (theirs?.size !== written.length + deleted.length) return false;
  if (!written.every(({ id }) => theirs.has(id)) || !deleted.every((id) => theirs.has(id))) {
    return false;
  }
  for (const batch of batchesOf(written)) {
    const ids = batch.map(({ id }) => id);
    const byId = await findCopied(target, commit, ids);
    for (const item of batch) {
      const twin = byId.get(item.id);
      if (twin === undefined || !isStateOf(twin, commit)) return false;
      if (twin.createdAt !== (item.createdAt ?? version)) return false;
      if (purgedLater.has(item.id)) continue;
      if (twin.externalId !== item.externalId || !sameDocuments(item, twin)) return false;
    }
  }
  for (const batch of batchesOf(deleted)) {
    if ((await target.findItems(batch, version, datasetId)).length > 0) return false;
  }
  return true;
}

/** Finds items that a commit wrote, as the target gives them at that commit. */
async function findCopied(
  target: DatasetsPrimitives,
  commit: CommitRecord,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ItemRecord>> {
  const { datasetId, version } = commit;
  // Nobody has changed them since, most likely, and then no history has to be searched for them.
  let found = await target.findItems(ids, null, datasetId);
  if (found.length < ids.length || !found.every((item) => isStateOf(item, commit))) {
    found = await target.findItems(ids, version, datasetId);
  }
  return new Map(found.map((item) => [item.id, item]));
}

/** Whether both storages hold the same states, up to the last commit copied, of purged items. */
export async function comparePurged(
  { source, target }: CopyEnds,
  newest: CommitRecord,
  ids: readonly string[],
): Promise<boolean> {
  const isSame = (left: ItemRecord, right: ItemRecord) => sameState(left, right, newest);
  for (const batch of batchesOf(ids)) {
    const read = async (primitives: DatasetsPrimitives) => {
      const states = await primitives.findItemStates(batch, newest.datasetId);
      return states.flatMap((state) => distinctState(state, newest));
    };
    if (!sameStates(await read(source), await read(target), isSame)) return false;
  }
  return true;
}

/** A state up to a commit, under an id of its own among the states of its item. */
function distinctState({ item }: ItemStateRecord, newest: CommitRecord): ItemRecord[] {
  if (item.version > newest.version) return [];
  return [{ ...item, id: `${item.id} ${item.version}` }];
}
