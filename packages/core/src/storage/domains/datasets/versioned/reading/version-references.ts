import type { VersionReference } from '../../../../types.js';
import { datasetNotFound, versionNotFound } from '../errors.js';
import type { CommitSelector, DatasetsReads } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';

/** Before every version there can be, in milliseconds since the Unix epoch. */
export const BEGINNING = -8.64e15 - 1;

/** After every version there can be, in milliseconds since the Unix epoch. */
export const END = 8.64e15 + 1;

function selectorOf(version: VersionReference | undefined): CommitSelector {
  if (version === undefined) return { type: 'newest' };
  if (version instanceof Date) return { type: 'at', time: version.getTime() };
  return typeof version === 'number'
    ? { type: 'number', number: version }
    : { type: 'tag', tag: version };
}

/** The commit that a version stands for, the newest by default; `null` when there is none. */
export function findCommit(
  primitives: DatasetsReads,
  datasetId: string,
  version: VersionReference | undefined,
): Promise<CommitRecord | null> {
  return primitives.findCommit(datasetId, selectorOf(version));
}

/**
 * As {@link findCommit} for reads: `null` when the dataset is unknown or the date is before its
 * creation. Throws `VERSION_NOT_FOUND` for an unknown commit number or tag of a known dataset.
 */
export async function resolveForRead(
  primitives: DatasetsReads,
  datasetId: string,
  version: VersionReference | undefined,
): Promise<CommitRecord | null> {
  const commit = await findCommit(primitives, datasetId, version);
  if (commit !== null || version === undefined || version instanceof Date) return commit;
  if ((await primitives.findDataset(datasetId)) === null) return null;
  throw versionNotFound(datasetId, version);
}

/**
 * The time at which a read of a snapshot looks: a commit's version, or the date itself; `null`
 * when there is nothing to read. Throws `VERSION_NOT_FOUND` as {@link resolveForRead} does.
 */
export async function resolveTime(
  primitives: DatasetsReads,
  datasetId: string,
  version: VersionReference | undefined,
): Promise<number | null> {
  if (version instanceof Date) return version.getTime();
  return (await resolveForRead(primitives, datasetId, version))?.version ?? null;
}

/** The time of the version that a caller expects to be the newest. Throws as {@link requireCommit}. */
export async function expectedTime(
  primitives: DatasetsReads,
  datasetId: string,
  expected: VersionReference,
): Promise<number> {
  if (expected instanceof Date) return expected.getTime();
  return (await requireCommit(primitives, datasetId, expected)).version;
}

/**
 * As {@link findCommit} for what needs the commit. Throws `DATASET_NOT_FOUND`, and
 * `VERSION_NOT_FOUND` also for a date before the dataset's creation.
 */
export async function requireCommit(
  primitives: DatasetsReads,
  datasetId: string,
  version: VersionReference | undefined,
): Promise<CommitRecord> {
  const commit = await findCommit(primitives, datasetId, version);
  if (commit !== null) return commit;
  if (version === undefined || (await primitives.findDataset(datasetId)) === null) {
    throw datasetNotFound(datasetId);
  }
  throw versionNotFound(datasetId, version);
}
