import { DatasetsError } from '@mastra-datasets/core';

/** The driver's code; told by shape, as the caller's client may be of another copy of the driver. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Whether another writer held the database. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** Whether the client, or the connection of an operation under way, was closed. */
export function isClientClosed(error: unknown): boolean {
  return codeOf(error) === 'CLIENT_CLOSED';
}

/** Whether our tables refused a commit: its version was NULL, or a key was taken. */
export function isRefusedCommit(error: unknown): boolean {
  return (
    codeOf(error).startsWith('SQLITE_CONSTRAINT') &&
    error instanceof Error &&
    /(NOT NULL|UNIQUE) constraint failed/.test(error.message)
  );
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
