import type { CommitRequest } from '@mastra-datasets/core';

/** A commit that changes nothing, for a dataset without schemas, where others are in the way. */
export function emptyCommit(
  datasetId: string,
  message: string,
  expectedVersion: CommitRequest['expectedVersion'] = 'any',
): CommitRequest {
  return {
    datasetId,
    now: () => Date.now(),
    expectedVersion,
    schemaRevision: null,
    kept: [],
    inserts: [],
    checksIdentities: false,
    updates: [],
    deletes: [],
    purges: [],
    author: null,
    message,
    returnsUpdated: true,
    isContended: true,
  };
}
