import { DatasetsError } from '../errors.js';

/** Makes an `INVALID_ARGUMENT` error; a `cause` that is already a `DatasetsError` is kept as it is. */
export function invalidArgument(path: string, reason: string, cause?: unknown): DatasetsError {
  if (cause instanceof DatasetsError) return cause;
  return new DatasetsError('INVALID_ARGUMENT', `${path}: ${reason}.`, {
    details: { path, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}
