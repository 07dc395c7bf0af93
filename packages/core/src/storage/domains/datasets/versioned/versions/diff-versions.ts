import type { versionArguments } from '../../../../../arguments/index.js';
import type * as types from '../../../../types.js';
import { collectDifferences } from '../../differences.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';
import { datasetNotFound } from '../errors.js';
import { requireDataset } from '../reading/deleted-datasets.js';
import { toItem } from '../reading/results.js';
import type { RunFetch } from '../reading/scan-items.js';
import { resolveForRead } from '../reading/version-references.js';

/** Compares two versions; costs the number of changes between them. */
export async function diffVersions(
  primitives: DatasetsReads,
  { datasetId, ...ends }: ReturnType<typeof versionArguments.diff>,
  run: RunFetch,
): Promise<types.DatasetDiff> {
  const from = await timeOfEnd(primitives, datasetId, ends.from);
  const to = await timeOfEnd(primitives, datasetId, ends.to);
  const ids = await primitives.findChangedItemIds(
    datasetId,
    Math.min(from, to),
    Math.max(from, to),
  );
  await requireDataset(primitives, datasetId);
  const read = async (chunk: readonly string[]) => {
    const before = await primitives.findItems(chunk, from, datasetId);
    const after = await primitives.findItems(chunk, to, datasetId);
    const isWhole = Math.min(before.length, after.length) === chunk.length;
    if (!isWhole) await requireDataset(primitives, datasetId);
    return { before: before.map(toItem), after: after.map(toItem) };
  };
  return collectDifferences({ datasetId, from: new Date(from), to: new Date(to) }, ids, (chunk) =>
    run(() => read(chunk)),
  );
}

/** The commit's time. A date before the dataset's creation gives a time without items. */
async function timeOfEnd(
  primitives: DatasetsReads,
  datasetId: string,
  version: types.VersionReference,
): Promise<number> {
  const commit: CommitRecord | null = await resolveForRead(primitives, datasetId, version);
  if (commit !== null) return commit.version;
  if (version instanceof Date) return version.getTime();
  throw datasetNotFound(datasetId);
}
