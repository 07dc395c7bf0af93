import { versionArguments } from '../../../../arguments/index.js';
import type * as types from '../../../types.js';
import { collectDifferences } from '../differences.js';
import type { BasicReads } from './basic-reads.js';
import { requireDataset, requireDate } from './version.js';

function byId(items: types.DatasetItem[]): Map<string, types.DatasetItem> {
  return new Map(items.map((item) => [item.id, item]));
}

/** Compares two whole snapshots. It reads both; an adapter can do that with fewer reads. */
export async function deriveDiff(
  storage: BasicReads,
  input: types.DiffVersionsInput,
): Promise<types.DatasetDiff> {
  const parsed = versionArguments.diff(input);
  const { datasetId } = parsed;
  const from = requireDate(parsed.from);
  const to = requireDate(parsed.to);
  const before = byId(await storage.getItemsByVersion({ datasetId, version: from }));
  const after = byId(await storage.getItemsByVersion({ datasetId, version: to }));
  // Asked afterwards, as deleting a dataset does not wait for its readers.
  await requireDataset(storage, datasetId);
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  return collectDifferences({ datasetId, from, to }, ids, (chunk) =>
    Promise.resolve({
      before: chunk.flatMap((id) => before.get(id) ?? []),
      after: chunk.flatMap((id) => after.get(id) ?? []),
    }),
  );
}
