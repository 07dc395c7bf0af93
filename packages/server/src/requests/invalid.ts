import { DatasetsError } from '@mastra-datasets/core';

/** Makes an `INVALID_ARGUMENT` error about a part of a request. */
export function invalidRequest(path: string, reason: string): DatasetsError {
  return new DatasetsError('INVALID_ARGUMENT', `${path}: ${reason}.`, {
    details: { path, reason },
  });
}

const PAGINATION = 'pagination.';

/** Names the parameter of a query that an error is about: there, the fields of `pagination` are its own. */
export function asParameter(error: unknown): unknown {
  if (!(error instanceof DatasetsError) || error.code !== 'INVALID_ARGUMENT') return error;
  const { path, reason } = error.details;
  if (typeof path !== 'string' || typeof reason !== 'string') return error;
  return path.startsWith(PAGINATION)
    ? invalidRequest(path.slice(PAGINATION.length), reason)
    : error;
}
