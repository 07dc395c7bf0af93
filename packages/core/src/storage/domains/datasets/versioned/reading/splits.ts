import { DatasetsError } from '../../../../../errors.js';
import type { versionArguments } from '../../../../../arguments/index.js';
import type * as types from '../../../../types.js';
import { compareText } from '../../order.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';
import { resolveForRead } from './version-references.js';

/** Lists the splits of a version with the number of their items, in alphabetical order. */
export async function listSplits(
  primitives: DatasetsReads,
  { datasetId, version }: ReturnType<typeof versionArguments.listSplits>,
): Promise<types.DatasetSplit[]> {
  const commit = await resolveForRead(primitives, datasetId, version);
  return commit === null ? [] : countSplits(primitives, commit);
}

async function countSplits(
  primitives: DatasetsReads,
  { datasetId, version }: CommitRecord,
): Promise<types.DatasetSplit[]> {
  const counts = new Map<string, number>();
  for (const { splits, count } of await primitives.countSplits(datasetId, version)) {
    for (const name of splits) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return [...counts]
    .map(([name, itemCount]) => ({ name, itemCount }))
    .sort((left, right) => compareText(left.name, right.name));
}

/** Throws `SPLIT_NOT_FOUND` for a split that no item of a version has. */
export async function requireSplits(
  primitives: DatasetsReads,
  commit: CommitRecord,
  wanted: readonly string[] = [],
): Promise<void> {
  if (wanted.length === 0) return;
  const splits = await countSplits(primitives, commit);
  const names = new Set(splits.map(({ name }) => name));
  const missing = wanted.find((name) => !names.has(name));
  if (missing === undefined) return;
  const { datasetId } = commit;
  throw new DatasetsError(
    'SPLIT_NOT_FOUND',
    `No item of this version of the dataset ${datasetId} is in the split ${missing}.`,
    { details: { datasetId, split: missing, splits: [...names] } },
  );
}
