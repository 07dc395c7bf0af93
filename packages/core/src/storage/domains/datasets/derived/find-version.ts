import { versionArguments } from '../../../../arguments/index.js';
import type * as types from '../../../types.js';
import { versionNotFound } from '../versioned/errors.js';
import type { BasicReads } from './basic-reads.js';

/** How many versions are read at once. */
const PAGE_LENGTH = 100;

/** What a version is found by: the basic reads, and the list of versions. */
interface ListedVersions extends BasicReads {
  listVersions(input: types.ListVersionsInput): Promise<types.ListVersionsOutput>;
}

/** Looks for a version in the list of all versions. An adapter can find it with one read. */
export async function deriveVersion(
  storage: ListedVersions,
  input: types.GetVersionInput,
): Promise<types.DatasetVersion | null> {
  const { datasetId, version } = versionArguments.get(input);
  // New versions only move others to later pages, so none is missed.
  for (let page = 0, hasMore = true; hasMore; page += 1) {
    const pagination = { page, perPage: PAGE_LENGTH };
    const list = await storage.listVersions({ datasetId, pagination });
    const found = list.versions.find((candidate) => isMeant(candidate, version));
    if (found !== undefined) return found;
    ({ hasMore } = list.pagination);
  }
  if (version === undefined || version instanceof Date) return null;
  if ((await storage.getDatasetById({ id: datasetId })) === null) return null;
  throw versionNotFound(datasetId, version);
}

/** Whether a reference stands for a version. The caller asks from the newest version on. */
function isMeant(
  { version, number, tags }: types.DatasetVersion,
  reference: types.VersionReference | undefined,
): boolean {
  if (reference === undefined) return true;
  if (reference instanceof Date) return version <= reference;
  return typeof reference === 'number' ? number === reference : tags.includes(reference);
}
