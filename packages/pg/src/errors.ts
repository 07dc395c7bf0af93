import {
  DatasetsError,
  TABLE_DATASET_ITEMS,
  TABLE_DATASETS,
  type Refused,
} from '@mastra-datasets/core';
import { conditionIn } from './sql/refusal.js';
import { indexName, type INDEXES } from './tables.js';

/** SQLSTATE codes that mean something to this package. */
const SUCCESS = '00000';
const QUERY_CANCELED = '57014';
const LOCK_NOT_AVAILABLE = '55P03';
const NOT_NULL_VIOLATION = '23502';
const UNIQUE_VIOLATION = '23505';
const INTERNAL_ERROR = 'XX000';

/** The transaction was rolled back because of others, and may be tried again as a whole. */
const SERIALIZATION_CODES: ReadonlySet<string> = new Set(['40001', '40P01']);

/** A pooler led to another connection than the one that prepared a statement. */
const STATEMENT_IS_GONE = '26000';

/** The server takes no connection for now: it starts, stops, or has too many. */
const CONNECTION_REFUSALS: ReadonlySet<string> = new Set(['53300', '57P03', '57P01']);

/** The server ends a session that waited too long for a statement, in a transaction or outside. */
const IDLE_ENDS: ReadonlySet<string> = new Set(['25P03', '57P05']);

/** The connection broke, as a pooler or a proxy tells. */
const CONNECTION_FAILURES: ReadonlySet<string> = new Set(['08000', '08001', '08003', '08006']);

/** SQLSTATE codes for which another connection may do better. */
const CONNECTION_LOSSES = [
  CONNECTION_REFUSALS,
  CONNECTION_FAILURES,
  IDLE_ENDS,
  new Set([STATEMENT_IS_GONE]),
];

/** How the system tells that no connection was made to a server whose name is known. */
const CONNECT_FAILURES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
]);

/** No connection of a pool could be had. */
export class PoolTimeoutError extends Error {
  override readonly name = 'PoolTimeoutError';

  constructor(timeoutMs: number) {
    super(`no connection within ${timeoutMs} ms`);
  }
}

/** What a pool of `pg` says when it waited as long as it was told to for one of its connections. */
const POOL_TIMEOUT_MESSAGE = 'timeout exceeded when trying to connect';

/** What `pg` says, without a code, when it gives up connecting or the server hung up before. */
const CONNECT_MESSAGES =
  /^(?:Connection terminated|timeout expired|Client (?:has encountered a connection error|was closed) and is not queryable)/;

function field(error: unknown, name: string): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}

/** The server's SQLSTATE; empty for an error that is not the server's. */
export function sqlState(error: unknown): string {
  const code = field(error, 'code');
  // The system's codes, such as EPIPE, have no severity.
  return field(error, 'severity') !== '' && /^[0-9A-Z]{5}$/.test(code) ? code : '';
}

/** Whether the session goes on after an error of the server's. */
export function leavesSessionOpen(error: unknown): boolean {
  return sqlState(error) !== '' && field(error, 'severity') === 'ERROR';
}

/** Whether a pooler led to a connection that lacks what another one prepared. */
export function lacksStatement(error: unknown): boolean {
  return sqlState(error) === STATEMENT_IS_GONE;
}

/** What ends a session; the server names it in its own language, but rarely translates these. */
const ENDS_SESSION = /^(?:FATAL|PANIC)$/;

/** The server does not know what became of the transaction, or a pooler speaks for it. */
const UNCLEAR = /^(?:08|40003$)/;

/**
 * Whether an error is about a connection of the server's own, to another machine, as Citus has
 * them. A server names the routine of its code that found the error; poolers, which speak of their
 * connection to the server in the same words, name none.
 */
function isOfRemoteNode(error: unknown): boolean {
  return sqlState(error).startsWith('08') && field(error, 'routine') !== '';
}

/**
 * Whether the server refused a statement, and with it the transaction that this was a part of. What
 * ends the session or is about the connection may come from a pooler, which does not know.
 */
export function isRefusal(error: unknown): boolean {
  const state = sqlState(error);
  if (state === '' || ENDS_SESSION.test(field(error, 'severity'))) return false;
  return !UNCLEAR.test(state) || isOfRemoteNode(error);
}

/** Whether a transaction was rolled back that the server refused to commit in the end. */
export function isRefusedAtCommit(error: unknown): boolean {
  return isRefusal(error) && /^(?:23|40)/.test(sqlState(error));
}

/**
 * How a server tells, in English, that it could not connect to another machine; it sent nothing
 * there. A connection that it lost it speaks of in other words.
 */
const REMOTE_CONNECT_MESSAGE =
  /connection to server .+ failed:|following error: Connection refused|the database system is |could not establish any connections to the node/s;

/** What is wrong with a statement, prepared or not, or with the rows it would write. */
const REFUSED_STATEMENT = /^(?:0A|2[2356]|4[024]|5[45]|P0)/;

/**
 * Whether a statement that commits by itself was refused, with all that it would have written. It
 * may run on another machine than the one that answers, so a limit of its time, for one, may have
 * come when it had committed there.
 */
export function isRefusedWhole(error: unknown): boolean {
  if (!isRefusal(error)) return false;
  if (!isOfRemoteNode(error)) return REFUSED_STATEMENT.test(sqlState(error));
  return error instanceof Error && REMOTE_CONNECT_MESSAGE.test(error.message);
}

/** Whether a session was ended as nobody used it, so that it had not begun what it was sent last. */
export function isIdleEnd(error: unknown): boolean {
  return IDLE_ENDS.has(sqlState(error));
}

/** What the server tells that is no warning, as it names that in English. */
const MERE_NOTICES = /^(?:NOTICE|INFO|LOG|DEBUG)$/;

/** Whether a notice is a warning, in whichever language the server names it. */
export function isWarning(notice: unknown): boolean {
  const state = sqlState(notice);
  return state !== '' && state !== SUCCESS && !MERE_NOTICES.test(field(notice, 'severity'));
}

/** Whether another transaction holds a lock, and was not waited for or waited for in vain. */
export function isLocked(error: unknown): boolean {
  return sqlState(error) === LOCK_NOT_AVAILABLE;
}

/** Whether the server ended a statement that took too long, or was told to. */
export function isCancelled(error: unknown): boolean {
  return sqlState(error) === QUERY_CANCELED;
}

/** Whether the server rolled a transaction back that may succeed when tried again as a whole. */
export function isSerializationFailure(error: unknown): boolean {
  return SERIALIZATION_CODES.has(sqlState(error));
}

/**
 * What Citus says, in English and as an internal error, of another machine that it lost in the
 * middle of a transaction, or when it is about to end itself.
 */
const LOSS_MESSAGES = /^(?:failure on connection marked as essential|postmaster was shut down)/;

function isInternalLoss(error: unknown): boolean {
  return sqlState(error) === INTERNAL_ERROR && LOSS_MESSAGES.test(field(error, 'message'));
}

/** Whether the lack of a working connection is to blame, which may pass. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) {
    // One for each address of the server.
    return error.errors.length > 0 && error.errors.every(isUnreachable);
  }
  const state = sqlState(error);
  if (state !== '') {
    return CONNECTION_LOSSES.some((states) => states.has(state)) || isInternalLoss(error);
  }
  if (CONNECT_FAILURES.has(field(error, 'code'))) return true;
  return error instanceof Error && CONNECT_MESSAGES.test(error.message);
}

/** Whether a pool had no connection to give for as long as it was waited for. */
export function isPoolExhausted(error: unknown): boolean {
  if (error instanceof PoolTimeoutError) return true;
  return error instanceof Error && error.message === POOL_TIMEOUT_MESSAGE;
}

/** Whether the pool was ended. */
export function isPoolEnded(error: unknown): boolean {
  return error instanceof Error && error.message.includes('after calling end on the pool');
}

/** The index that keeps external ids unique. */
const EXTERNAL_IDS: keyof typeof INDEXES = 'items_by_external_id';

/** The condition of ours, or the part of our tables, that a write violated; `null` for other errors. */
function violatedBy(error: unknown): string | null {
  const condition = conditionIn(field(error, 'message'));
  if (condition !== undefined) return condition;
  const state = sqlState(error);
  if (state === NOT_NULL_VIOLATION) return 'intact';
  if (state !== UNIQUE_VIOLATION) return null;
  // Where tables are spread over machines, names end with the number of a part.
  const constraint = violatedConstraint(error);
  if (constraint.includes(indexName('', EXTERNAL_IDS))) return 'externalIds';
  return constraint.includes(`${TABLE_DATASET_ITEMS}_pkey`) ? 'ids' : 'intact';
}

/** The name of a violated constraint. Some relatives of PostgreSQL have it in the message alone. */
function violatedConstraint(error: unknown): string {
  const name = field(error, 'constraint');
  return name === '' ? field(error, 'message') : name;
}

/** Gives the refusal that a write failed with; throws every error that is none. */
export function refusalFrom<Condition extends string>(
  error: unknown,
  conditions: readonly Condition[],
): Refused<Condition> {
  const violated = error instanceof DatasetsError ? violatedBy(error.cause) : null;
  const refused = conditions.find((condition) => condition === violated);
  if (refused === undefined) throw error;
  return { refused };
}

/** Whether a write failed as there is a dataset of its id. */
export function isDatasetTaken(error: unknown): boolean {
  if (!(error instanceof DatasetsError) || sqlState(error.cause) !== UNIQUE_VIOLATION) return false;
  return violatedConstraint(error.cause).includes(`${TABLE_DATASETS}_pkey`);
}
