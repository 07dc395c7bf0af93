/** SQLSTATE codes that mean something to this package. */
const SUCCESS = '00000';
const LOCK_NOT_AVAILABLE = '55P03';
const NOT_NULL_VIOLATION = '23502';
const UNIQUE_VIOLATION = '23505';

/** The transaction was rolled back because of others, and may be tried again as a whole. */
const SERIALIZATION_CODES: ReadonlySet<string> = new Set(['40001', '40P01']);

/** A pooler led to another connection than the one that prepared a statement. */
const STATEMENT_IS_GONE = '26000';

/** The server takes no connection for now: it starts, stops, or has too many. */
const CONNECTION_REFUSALS: ReadonlySet<string> = new Set(['53300', '57P03', '57P01']);

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

/** What `pg` says, without a code, when it gives up connecting or the server hangs up meanwhile. */
const CONNECT_MESSAGES =
  /^(timeout exceeded when trying to connect|Connection terminated|timeout expired)/;

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
  const state = sqlState(error);
  return state !== '' && state !== STATEMENT_IS_GONE && field(error, 'severity') === 'ERROR';
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

/** Whether the server rolled a transaction back that may succeed when tried again as a whole. */
export function isSerializationFailure(error: unknown): boolean {
  return SERIALIZATION_CODES.has(sqlState(error));
}

/** Whether the lack of a working connection is to blame, which may pass. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) {
    // One for each address of the server.
    return error.errors.length > 0 && error.errors.every(isUnreachable);
  }
  const state = sqlState(error);
  if (state !== '') return CONNECTION_REFUSALS.has(state) || state === STATEMENT_IS_GONE;
  if (CONNECT_FAILURES.has(field(error, 'code'))) return true;
  return error instanceof Error && CONNECT_MESSAGES.test(error.message);
}

/** Whether the pool was ended. */
export function isPoolEnded(error: unknown): boolean {
  return error instanceof Error && error.message.includes('after calling end on the pool');
}

/** Whether our tables refused a commit: its version was NULL, or a key was taken. */
export function isRefusedCommit(error: unknown, table: (name: string) => boolean): boolean {
  const state = sqlState(error);
  if (state !== NOT_NULL_VIOLATION && state !== UNIQUE_VIOLATION) return false;
  return table(field(error, 'table'));
}
