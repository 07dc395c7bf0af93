import { DatasetsError } from '@mastra-datasets/core';

/** Makes an `INVALID_ARGUMENT` error about a part of a request. */
export function invalidRequest(path: string, reason: string): DatasetsError {
  return new DatasetsError('INVALID_ARGUMENT', `${path}: ${reason}.`, {
    details: { path, reason },
  });
}
