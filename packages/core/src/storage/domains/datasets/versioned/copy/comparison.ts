import { COMMIT_COLUMNS } from '../adapter/columns.js';
import type { CopyEnds } from './copy-dataset.js';
import { sameDocuments, type CommitRecord, type ItemRecord } from '../adapter/records.js';
import { BEGINNING } from '../reading/version-references.js';
import { changedIds } from './changed-items.js';

const ITEM_FIELDS = [
  'datasetId',
  'externalId',
  'version',
  'versionNumber',
  'createdAt',
  'updatedAt',
  'purgedAt',
] as const;

/** Whether two commits are the same in every field. */
export function sameCommit(left: CommitRecord, right: CommitRecord): boolean {
  return COMMIT_COLUMNS.every((field) => left[field] === right[field]);
}

function sameItem(left: ItemRecord, right: ItemRecord): boolean {
  return ITEM_FIELDS.every((field) => left[field] === right[field]) && sameDocuments(left, right);
}

function sameItems(left: readonly ItemRecord[], right: readonly ItemRecord[]): boolean {
  if (left.length !== right.length) return false;
  const byId = new Map(left.map((item) => [item.id, item]));
  return right.every((item) => {
    const twin = byId.get(item.id);
    return twin !== undefined && sameItem(twin, item);
  });
}

/**
 * Whether both storages hold a commit and the same states of all items it changed. When that is so
 * for every commit, all their snapshots and digests are equal.
 */
export async function compareCommit(
  { source, target }: CopyEnds,
  previous: CommitRecord | null,
  commit: CommitRecord,
): Promise<boolean> {
  const { datasetId, version, number } = commit;
  const twin = await target.findCommit(datasetId, { type: 'number', number });
  if (twin === null || !sameCommit(twin, commit)) return false;
  const after = previous?.version ?? BEGINNING;
  const theirs = new Set(await target.findChangedItemIds(datasetId, after, version));
  for await (const ids of changedIds(source, previous, commit)) {
    for (const id of ids) if (!theirs.delete(id)) return false;
    const expected = await source.findItems(ids, version, datasetId);
    if (!sameItems(expected, await target.findItems(ids, version, datasetId))) return false;
  }
  return theirs.size === 0;
}
