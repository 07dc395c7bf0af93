import { DatasetsError, storageBusy, storageFailed } from '@mastra-datasets/core';
import { connectFailure, isUnreachable } from './connect-failure.js';
import {
  codeOf,
  isBusy,
  isClientClosed,
  isReplicaBusy,
  isTooBig,
  isTransactionActive,
} from './errors.js';

/** What is wrong with the database, and what to do, by SQLite's result. */
const ADVICE: Readonly<Record<string, string>> = {
  SQLITE_CANTOPEN:
    'The database file cannot be opened. Check that its folder exists, that the path does not ' +
    'name a folder, and that this process may read and write both.',
  SQLITE_CORRUPT:
    'The database file is damaged. Restore it from a backup, or save what is left with the ' +
    'command .recover of the sqlite3 shell.',
  SQLITE_FULL:
    'The disk is full, or the database has reached its largest size. Make room, then try again.',
  SQLITE_IOERR: 'The disk failed to read or write. Check the disk, then what was stored.',
  SQLITE_NOTADB:
    'The file is no database, its beginning is damaged, or it has another encryption key. Check ' +
    'the path and the encryptionKey, or restore the file from a backup.',
  SQLITE_READONLY:
    'The database can only be read. Check that this process may write to the file and its ' +
    'folder, and that neither the disk nor the connection is read-only.',
};

/** Results of SQLite after which a transaction is rolled back, even when it was about to commit. */
const ROLLED_BACK =
  /^SQLITE_(AUTH|CANTOPEN|CONSTRAINT|CORRUPT|FULL|MISUSE|NOTADB|PERM|READONLY|TOOBIG)/;

/** How SQLite refuses the first statement of a batch on a connection with an open transaction. */
const TRANSACTION_LEFT_OPEN = 'cannot start a transaction within a transaction';

/** Answers of a server that did not look at the request. */
const REFUSALS: ReadonlySet<unknown> = new Set([401, 403, 404, 413, 429]);

/** Whether a write that failed so has certainly changed nothing. */
function changedNothing(error: unknown): boolean {
  if (connectFailure(error) !== null) return true;
  const code = codeOf(error);
  if (ROLLED_BACK.test(code)) return true;
  if (!(error instanceof Error)) return false;
  // What a broken connection left open kept the batch from beginning, and is rolled back with it.
  if (error.message.includes(TRANSACTION_LEFT_OPEN)) return true;
  // A batch tells which of its statements failed, and commits only after the last of them.
  if ('statementIndex' in error && code.startsWith('SQLITE_')) return true;
  const { cause } = error;
  return cause instanceof Error && 'status' in cause && REFUSALS.has(cause.status);
}

/** What a call fails with whose turn never came, as those before it waited for the server. */
export function turnTooLate(cause?: unknown): DatasetsError {
  return storageBusy('Other calls waited too long for the server. This one was not sent.', cause);
}

/** What a driver's words may tell of secrets: user and password, a token, or a header with one. */
const SECRETS = /(?<=:\/\/)[^/?#\s@]*@|(?<=authToken=)[^&\s"']+|(?<=Bearer )[^"']+/gi;

/** The driver's own words, without secrets and the stack trace that embedded replicas append. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [words = message] = message.split('\n\nStack backtrace:');
  return words.replace(SECRETS, '***');
}

function replicaBusy(operation: 'read' | 'write', cause: unknown): DatasetsError {
  if (operation === 'read') {
    return storageBusy('Others kept the file of the replica busy.', cause);
  }
  return storageFailed('unknown', {
    message:
      'The server has answered the change, but others kept the file of the replica busy, which ' +
      'the answer goes through. Read from the server, or after sync(), what became of it.',
    details: { reason: reasonOf(cause) },
    cause,
  });
}

/** Turns what the driver threw into the error that says what to do. */
export function translateError(error: unknown, operation: 'read' | 'write'): DatasetsError {
  if (error instanceof DatasetsError) return error;
  const reason = reasonOf(error);
  if (isTransactionActive(error)) {
    return storageBusy('Open transactions kept all connections of the client.', error);
  }
  if (isBusy(error)) return storageBusy('Other writers kept the database busy.', error);
  if (isReplicaBusy(error)) return replicaBusy(operation, error);
  if (isUnreachable(error)) return storageBusy(`The server cannot be reached: ${reason}`, error);
  if (isClientClosed(error)) {
    return new DatasetsError('CLOSED', 'The database client is closed.', { cause: error });
  }
  if (isTooBig(error)) {
    const tooBig = 'more than the database takes in one row';
    return new DatasetsError('INVALID_ARGUMENT', `The item is too large: ${tooBig}.`, {
      details: { path: 'argument', reason: tooBig },
      cause: error,
    });
  }
  const code = codeOf(error);
  if (code.startsWith('URL_')) {
    return new DatasetsError('INVALID_ARGUMENT', `url: ${reason}`, {
      details: { path: 'url', reason },
      cause: error,
    });
  }
  const outcome = operation === 'read' || changedNothing(error) ? 'unchanged' : 'unknown';
  const [result = ''] = /^SQLITE_[A-Z]+/.exec(code) ?? [];
  const advice = ADVICE[result];
  return storageFailed(outcome, {
    message:
      advice === undefined ? `The storage failed: ${reason}` : `${advice} (The driver: ${reason})`,
    details: result === '' ? { reason } : { reason, sqlite: result },
    cause: error,
  });
}
