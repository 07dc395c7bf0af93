import {
  DatasetsError,
  TABLE_DATASET_ITEMS,
  TABLE_DATASETS,
  type Refused,
} from '@mastra-datasets/core';
import { conditionIn } from './sql/refusal.js';

/** The driver's code; told by shape, as the caller's client may be of another copy of the driver. */
export function codeOf(given: unknown): string {
  const error = driverError(given);
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string' && error.code !== '') {
    return codeOfUnknown(error.code) ?? error.code;
  }
  return codeInMessage(error.message);
}

/** What the driver threw, where it has been wrapped already. */
function driverError(error: unknown): unknown {
  return error instanceof DatasetsError && error.cause !== undefined ? error.cause : error;
}

/** Numbers of SQLite's results, by their lowest byte. */
const RESULTS: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  19: 'SQLITE_CONSTRAINT',
  26: 'SQLITE_NOTADB',
};

function codeOfNumber(number: string | undefined): string | undefined {
  return RESULTS[Number(number) & 0xff];
}

/** The driver has no name for some of the results that SQLite tells more exactly. */
function codeOfUnknown(code: string): string | undefined {
  const [, number] = /^UNKNOWN_SQLITE_ERROR_(\d+)$/.exec(code) ?? [];
  return codeOfNumber(number);
}

/** Embedded replicas, and files that cannot be opened, tell a result by a number in the message. */
function codeInMessage(message: string): string {
  const [, remote, local] =
    /RemoteSqliteFailure\(\d+, (\d+),|^ConnectionFailed\(".*: (\d+)"\)$/s.exec(message) ?? [];
  return codeOfNumber(remote ?? local) ?? '';
}

/** Whether all connections of the client are in transactions. */
export function isTransactionActive(error: unknown): boolean {
  return codeOf(error) === 'TRANSACTION_ACTIVE';
}

/**
 * Whether another writer held the database. `SQLITE_PROTOCOL` is what remains of many processes that
 * open a write-ahead log at the same moment.
 */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(codeOf(error)) || isTransactionActive(error);
}

/**
 * Whether others held the file of an embedded replica when it was to store what its server sent. A
 * write has been answered by the server then, so this is no {@link isBusy}: nothing may write again.
 */
export function isReplicaBusy(given: unknown): boolean {
  const error = driverError(given);
  return error instanceof Error && /Injector\(.*Database(Busy|Locked)/s.test(error.message);
}

/**
 * Whether the client was closed before it did what it was asked for. What it had sent by then ends in
 * the same words, but as another error of the client's library.
 */
export function isClientClosed(given: unknown): boolean {
  if (codeOf(given) === 'CLIENT_CLOSED') return true;
  const error = driverError(given);
  if (!(error instanceof Error && error.cause instanceof Error)) return false;
  const { name, message } = error.cause;
  return name === 'ClosedError' && message.includes('Client was manually closed');
}

/**
 * Whether a server has ended a transaction that took too long, or did nothing for long. Then it has
 * not done what it was asked for, whatever that is.
 */
export function isTransactionOver(error: unknown): boolean {
  return /^(?:TRANSACTION_(?:TIMEOUT|CLOSED)|STREAM_EXPIRED)$/.test(codeOf(error));
}

/** Whether the database is none that can sync. */
export function isSyncUnsupported(given: unknown): boolean {
  const error = driverError(given);
  return error instanceof Error && /SyncNotSupported|SYNC_NOT_SUPPORTED/.test(error.message);
}

/** Whether a value or row is larger than the database takes. */
export function isTooBig(given: unknown): boolean {
  const error = driverError(given);
  if (codeOf(error) === 'SQLITE_TOOBIG') return true;
  return error instanceof Error && error.message.includes('string or blob too big');
}

/** Whether a server's answer would be larger than the server allows. */
export function isTooLarge(error: unknown): boolean {
  return codeOf(error) === 'RESPONSE_TOO_LARGE';
}

/** The condition of ours, or the part of our tables, that a write violated; `null` for other errors. */
function violatedBy(given: unknown): string | null {
  const error = driverError(given);
  if (!(error instanceof Error)) return null;
  const condition = conditionIn(error.message);
  if (condition !== undefined) return condition;
  if (!codeOf(error).startsWith('SQLITE_CONSTRAINT')) return null;
  const [, kind, columns = ''] =
    /(NOT NULL|UNIQUE) constraint failed: ([\w., ]+)/.exec(error.message) ?? [];
  if (kind === undefined) return null;
  if (columns.endsWith('.externalId')) return 'externalIds';
  return columns.endsWith(`${TABLE_DATASET_ITEMS}.id`) ? 'ids' : 'intact';
}

/** Gives the refusal that a write failed with; throws every error that is none. */
export function refusalFrom<Condition extends string>(
  error: unknown,
  conditions: readonly Condition[],
): Refused<Condition> {
  const violated = violatedBy(error);
  const refused = conditions.find((condition) => condition === violated);
  if (refused === undefined) throw error;
  return { refused };
}

/** Whether a write failed as there is a row of its key. */
export function isDatasetTaken(given: unknown): boolean {
  const error = driverError(given);
  return (
    error instanceof Error &&
    error.message.includes(`UNIQUE constraint failed: `) &&
    new RegExp(`${TABLE_DATASETS}\\.id\\b`).test(error.message)
  );
}
