import type { itemArguments, versionArguments } from '../../../../../arguments/index.js';
import type * as types from '../../../../types.js';
import { SnapshotDigest } from '../../content.js';
import { scanSnapshot } from './scan-items.js';
import { toItems } from './results.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import type { ItemRecord } from '../adapter/records.js';
import { requireCommit, resolveTime } from './version-references.js';

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
  const at = await resolveTime(primitives, datasetId, version);
  if (at === null) return [];
  return toItems(await readSnapshot(primitives, datasetId, at, 'newest'));
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
