import { DatasetsError, storageBusy, storageFailed } from '@mastra-datasets/core';
import {
  isCancelled,
  isLocked,
  isPoolEnded,
  isPoolExhausted,
  isSerializationFailure,
  isUnreachable,
  sqlState,
} from './errors.js';

/**
 * How far a transaction came before it failed: no statement was sent (`connecting`), nothing but a
 * lock was asked for (`locking`), the server certainly did not commit (`open`), or nobody knows
 * (`committing`).
 */
export type FailureStage = 'connecting' | 'locking' | 'open' | 'committing';

/** What `pg` threw, and how far the transaction had come. */
export class TransactionFailure extends Error {
  override readonly name = 'TransactionFailure';
  readonly stage: FailureStage;

  constructor(stage: FailureStage, cause: unknown) {
    super('The transaction failed.', { cause });
    this.stage = stage;
  }
}

/** What is wrong with the database, and what to do, by the SQLSTATE or its first two characters. */
const ADVICE: Readonly<Record<string, string>> = {
  '25006':
    'The server can only be read. Check that the address is that of the primary, not of a replica.',
  '28': 'The server refused the user or the password. Check the address, and what the server allows.',
  '3D': 'The server has no such database. Make it, or check the address.',
  '42501': 'The user lacks a privilege. Grant it, or let another user run init() once.',
  '53100': 'The disk of the server is full. Make room, then try again.',
  '53200': 'The server is out of memory. Change less at once, or give it more.',
  '57014': 'The server ended a statement that took too long, or was told to.',
  '58': 'The disk of the server failed. Check the disk, then what was stored.',
  XX001: 'The data are damaged. Restore them from a backup, then check them with verify().',
  XX002: 'An index is damaged. Rebuild it with REINDEX, then check the data with verify().',
};

/** SQLSTATE codes of values that are larger than the server takes. */
const TOO_LARGE: ReadonlySet<string> = new Set(['54000', '22001']);

/** Whether a lock was waited for in vain. */
function foundLocked({ stage, cause }: TransactionFailure): boolean {
  // The server's limit for a statement may be shorter than the one for locks.
  return isLocked(cause) || (stage === 'locking' && isCancelled(cause));
}

/** Whether a whole transaction may be tried again, as it certainly changed nothing. */
export function mayRetry(failure: TransactionFailure): boolean {
  const { stage, cause } = failure;
  if (stage === 'committing') return false;
  return foundLocked(failure) || isSerializationFailure(cause) || isUnreachable(cause);
}

/** Whether a read may be tried again: it failed for want of a connection, or because of others. */
export function mayReadAgain({ cause }: TransactionFailure): boolean {
  return isSerializationFailure(cause) || isUnreachable(cause);
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(reasonOf).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

/** Turns what `pg` threw into the error that says what to do. */
export function translateFailure(
  failure: TransactionFailure,
  operation: 'read' | 'write',
): DatasetsError {
  const { stage, cause } = failure;
  if (cause instanceof DatasetsError) return cause;
  const reason = reasonOf(cause);
  const isUnchanged = operation === 'read' || stage !== 'committing';
  if (isPoolEnded(cause)) {
    return new DatasetsError('CLOSED', 'The pool has been ended.', { cause });
  }
  if (isUnchanged && foundLocked(failure)) {
    return storageBusy('Other writers kept the dataset locked.', cause);
  }
  if (isUnchanged && isSerializationFailure(cause)) {
    return storageBusy('Other writers kept interfering.', cause);
  }
  if (isPoolExhausted(cause)) {
    const why = 'all of the pool are in use, or the server does not answer';
    return storageBusy(`No connection became free in time: ${why}.`, cause);
  }
  if (isUnchanged && isUnreachable(cause)) {
    return storageBusy(`The server cannot be reached: ${reason}`, cause);
  }
  const state = sqlState(cause);
  if (TOO_LARGE.has(state)) {
    return new DatasetsError('INVALID_ARGUMENT', `A value is too large: ${reason}.`, {
      details: { path: 'argument', reason },
      cause,
    });
  }
  const advice = ADVICE[state] ?? ADVICE[state.slice(0, 2)];
  return storageFailed(isUnchanged ? 'unchanged' : 'unknown', {
    message:
      advice === undefined ? `The storage failed: ${reason}` : `${advice} (The server: ${reason})`,
    details: state === '' ? { reason } : { reason, sqlState: state },
    cause,
  });
}
