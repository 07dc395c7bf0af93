import type { VersionReference } from '../../../../types.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';
import { versionConflict } from '../errors.js';
import { expectedTime } from '../reading/version-references.js';

/** Throws `VERSION_CONFLICT` unless a dataset's newest version is the one that a caller expects. */
export async function requireExpected(
  primitives: DatasetsPrimitives,
  { datasetId, version }: CommitRecord,
  expected: VersionReference | undefined,
): Promise<void> {
  if (expected === undefined) return;
  const time = await expectedTime(primitives, datasetId, expected);
  if (time !== version) throw versionConflict(datasetId, expected, version);
}
