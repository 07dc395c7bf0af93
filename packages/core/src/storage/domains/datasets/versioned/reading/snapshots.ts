import type { itemArguments, versionArguments } from '../../../../../arguments/index.js';
import type * as types from '../../../../types.js';
import { SnapshotDigest } from '../../content.js';
import { ifDeletedMeanwhile } from './deleted-datasets.js';
import { scanRecords, scanSnapshot } from './scan-items.js';
import { toItem, toItems } from './results.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import type { CommitRecord, ItemRecord } from '../adapter/records.js';
import { requireCommit, resolveForRead, resolveTime } from './version-references.js';

/** How many items of a snapshot are read before they are made, where reading in parts costs little. */
const PART_LENGTH = 2_000;

/** Reads every item of a snapshot at a time, all at once. */
export function readSnapshot(
  primitives: DatasetsReads,
  datasetId: string,
  at: number,
  order: types.ItemOrder,
): Promise<ItemRecord[]> {
  return primitives.pageItems({ datasetId, at, order, after: null, offset: 0, limit: null });
}

/** Gives every item of a version, newest first; none where there is no such version. */
export async function itemsAtVersion(
  primitives: DatasetsReads,
  { datasetId, version }: ReturnType<typeof itemArguments.byVersion>,
): Promise<types.DatasetItem[]> {
  if (primitives.itemsPerTurn !== undefined) {
    const commit = await resolveForRead(primitives, datasetId, version);
    return commit === null ? [] : ifDeletedMeanwhile([], () => itemsInParts(primitives, commit));
  }
  const at = await resolveTime(primitives, datasetId, version);
  if (at === null) return [];
  return toItems(await readSnapshot(primitives, datasetId, at, 'newest'));
}

/**
 * Makes the items of each part before it reads the next one. With all records read first, 10,000
 * items of a file take a third longer: the engine collects garbage meanwhile, and moves all of them.
 */
async function itemsInParts(
  primitives: DatasetsReads,
  commit: CommitRecord,
): Promise<types.DatasetItem[]> {
  const items: types.DatasetItem[] = [];
  const request = { order: 'newest', batchSize: PART_LENGTH, filter: { context: null } } as const;
  for await (const records of scanRecords(primitives, commit, request, (fetch) => fetch())) {
    for (const record of records) items.push(toItem(record));
  }
  return items;
}

/** Gives the digest of a version. It has about a line of text for each item in memory. */
export async function snapshotDigest(
  primitives: DatasetsReads,
  { datasetId, version }: ReturnType<typeof versionArguments.digest>,
): Promise<string> {
  const commit = await requireCommit(primitives, datasetId, version);
  const digest = new SnapshotDigest();
  for await (const item of scanSnapshot(primitives, commit)) digest.add(item);
  return digest.toString();
}
