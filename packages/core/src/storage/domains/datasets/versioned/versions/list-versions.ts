import type { versionArguments } from '../../../../../arguments/index.js';
import { pageRange, paginationInfo } from '../../../../pagination.js';
import type * as types from '../../../../types.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import { toVersion } from '../reading/results.js';
import { findCommit } from '../reading/version-references.js';
import { tagsByVersion } from './tags.js';

/** Lists a page of a dataset's commits. */
export async function listVersions(
  primitives: DatasetsReads,
  { datasetId, pagination }: ReturnType<typeof versionArguments.list>,
): Promise<types.ListVersionsOutput> {
  const { offset, limit } = pageRange(pagination);
  const commits = await primitives.pageCommits(datasetId, { offset, limit });
  // Commits are numbered without gaps, so the newest number on the page tells how many there were.
  const [first = await findCommit(primitives, datasetId, undefined)] = commits;
  const total = first === null ? 0 : first.number + 1 + (commits.length > 0 ? offset : 0);
  const tags = await tagsByVersion(primitives, datasetId);
  return {
    versions: commits.map((commit) => toVersion(commit, tags.get(commit.version) ?? [])),
    pagination: paginationInfo(pagination, total),
  };
}
