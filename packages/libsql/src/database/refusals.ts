import { DatasetsError } from '@mastra-datasets/core';

/** What `sync()` rejects with where there is nothing to sync with. */
export function notAReplica(cause?: unknown): DatasetsError {
  return new DatasetsError('NOT_SUPPORTED', 'Only an embedded replica can sync.', {
    details: { capability: 'sync' },
    cause,
  });
}

/** What every call rejects with once the database is closed. */
export function notOpen(): DatasetsError {
  return new DatasetsError('CLOSED', 'The database is not open.');
}
