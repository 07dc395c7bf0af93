import type { versionArguments } from '../../../../../arguments/index.js';
import type { DatasetVersion } from '../../../../types.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import { toVersion } from '../reading/results.js';
import { resolveForRead } from '../reading/version-references.js';
import { tagsByVersion } from './tags.js';

/** Gives the commit that a version stands for; `null` when there is nothing to read. */
export async function getVersion(
  primitives: DatasetsReads,
  { datasetId, version }: ReturnType<typeof versionArguments.get>,
): Promise<DatasetVersion | null> {
  const commit = await resolveForRead(primitives, datasetId, version);
  if (commit === null) return null;
  const tags = await tagsByVersion(primitives, datasetId);
  return toVersion(commit, tags.get(commit.version) ?? []);
}
