import { LibsqlError } from '@libsql/client';
import { DatasetsError } from '@mastra-datasets/core';

function codeOf(error: unknown): string {
  return error instanceof LibsqlError ? error.code : '';
}

/** Whether another writer held the database. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** Whether the client, or the connection of an operation under way, was closed. */
export function isClientClosed(error: unknown): boolean {
  return codeOf(error) === 'CLIENT_CLOSED';
}

/** Whether a constraint of the tables refused a write. */
export function isConstraintViolation(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_CONSTRAINT');
}

/** Turns the driver's errors that have a code of their own into that; gives others as they are. */
export function translateError(error: unknown): unknown {
  const code = codeOf(error);
  if (isBusy(error)) {
    return new DatasetsError('STORAGE_BUSY', 'Other writers kept the database busy.', {
      cause: error,
    });
  }
  if (isClientClosed(error)) {
    return new DatasetsError('CLOSED', 'The database client is closed.', { cause: error });
  }
  if (code.startsWith('URL_')) {
    const reason = error instanceof Error ? error.message : code;
    return new DatasetsError('INVALID_ARGUMENT', `url: ${reason}`, {
      details: { path: 'url', reason },
      cause: error,
    });
  }
  return error;
}
