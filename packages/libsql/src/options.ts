import {
  checkOptionNames,
  DatasetsError,
  VERSIONED_STORAGE_OPTIONS,
  type OptionNames,
  type VersionedDatasetsStorageOptions,
} from '@mastra-datasets/core';
import type { Client, Config } from '@libsql/client';

/** The longest that other writers are waited for, in milliseconds, where nobody says otherwise. */
export const DEFAULT_BUSY_TIMEOUT_MS = 10_000;

/** The longest that a server's answer is waited for, in milliseconds, where nobody says otherwise. */
export const DEFAULT_REQUEST_TIMEOUT_MS = 60_000;

/** What every configuration takes. */
export interface LibSQLBaseOptions extends VersionedDatasetsStorageOptions {
  /**
   * Put before every table name, to live beside tables of the same names: a letter or underscore,
   * then letters, digits and underscores. Default none.
   */
  readonly tablePrefix?: string | undefined;
  /**
   * How long to try again while other writers hold the database, or the server cannot be reached,
   * before `STORAGE_BUSY`, in milliseconds; 0 tries once. Default {@link DEFAULT_BUSY_TIMEOUT_MS}.
   * A server waits for its own lock besides, up to 5 seconds at each try, which no option changes.
   */
  readonly busyTimeoutMs?: number | undefined;
  /**
   * How long to wait for each answer of a server, in milliseconds, before `STORAGE_FAILED`, which
   * says `outcome: 'unknown'` of a write: more than 0, and less than 2^31. A write that still waits
   * behind others of this storage after so long is `STORAGE_BUSY`. Default
   * {@link DEFAULT_REQUEST_TIMEOUT_MS}. Local files and embedded replicas ignore it.
   */
  readonly requestTimeoutMs?: number | undefined;
}

/** Opens a database by its address; `close()` closes it. */
export interface LibSQLUrlOptions
  extends
    LibSQLBaseOptions,
    Pick<Config, 'authToken' | 'syncUrl' | 'syncInterval' | 'encryptionKey' | 'tls'> {
  /**
   * `file:` for a local file, `:memory:`, or `libsql:`, `http(s):`, `ws(s):` for a server, without
   * user and password: a server takes an `authToken`.
   */
  readonly url: string;
  /**
   * When the commits of a local file reach the disk, in SQLite's words. `full`, the default: before a
   * call resolves, so they survive the end of the process, a crash of the system and a power cut.
   * `normal`: some time later, which spares each commit the wait for the disk. They survive the end
   * of the process all the same; a crash of the system or a power cut may take the last commits,
   * whole and in order, and leaves the rest undamaged. Refused for servers and embedded replicas.
   */
  readonly synchronous?: 'full' | 'normal' | undefined;
  readonly client?: never;
}

/**
 * Uses a client that the caller opened, configured, and closes. A local file is faster with `url`.
 * While other processes change the same items of a local file, a change keeps a transaction of the
 * client open until it is done. The caller's own writes are busy then, as they are while another
 * process writes, so the client should have no long busy `timeout`: its driver blocks the event loop
 * for that time. A client with one connection only (`concurrency: 1`, memory, an embedded replica)
 * keeps none open.
 */
export interface LibSQLClientOptions extends LibSQLBaseOptions {
  readonly client: Client;
  readonly url?: never;
  readonly synchronous?: never;
}

/** Options of `DatasetsLibSQL`. */
export type DatasetsLibSQLOptions = LibSQLUrlOptions | LibSQLClientOptions;

const OPTION_NAMES: OptionNames<DatasetsLibSQLOptions> = {
  ...VERSIONED_STORAGE_OPTIONS,
  url: true,
  client: true,
  authToken: true,
  syncUrl: true,
  syncInterval: true,
  encryptionKey: true,
  synchronous: true,
  tls: true,
  tablePrefix: true,
  busyTimeoutMs: true,
  requestTimeoutMs: true,
};

/** The longest time that a timer takes, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const LOCAL_ADDRESS = /^(?:file:|:memory:)/i;

const USER_IN_ADDRESS = /^(?:https?|wss?|libsql):\/\/[^/?#]*@/i;

const CONTROL_CHARACTER = /\p{Cc}/u;

const PREFIX = /^[A-Za-z_][A-Za-z0-9_]*$/;

function invalid(path: string, reason: string): DatasetsError {
  return new DatasetsError('INVALID_ARGUMENT', `${path}: ${reason}.`, {
    details: { path, reason },
  });
}

/** Whether a url names a local file or memory. */
export function isLocalAddress(url: string): boolean {
  return LOCAL_ADDRESS.test(url);
}

/** Throws `INVALID_ARGUMENT` for options that cannot work. */
export function checkOptions(options: DatasetsLibSQLOptions): void {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) throw invalid('options', 'not an object');
  checkOptionNames(options, OPTION_NAMES);
  const { url, client, tablePrefix = '', busyTimeoutMs = 0, requestTimeoutMs = 1 } = options;
  checkSynchronous(options);
  if (client === undefined) checkAddress(options);
  else if (!isClient(client)) throw invalid('client', 'not a libSQL client');
  if (client === undefined && (typeof url !== 'string' || url === '')) {
    throw invalid('url', 'either url or client is needed');
  }
  if (tablePrefix !== '' && !PREFIX.test(tablePrefix)) {
    throw invalid('tablePrefix', 'neither empty nor a plain SQL name');
  }
  if (!Number.isFinite(busyTimeoutMs) || busyTimeoutMs < 0) {
    throw invalid('busyTimeoutMs', 'not a number of milliseconds');
  }
  if (!(requestTimeoutMs > 0 && requestTimeoutMs <= LONGEST_TIMER_MS)) {
    throw invalid('requestTimeoutMs', 'not a number of milliseconds that a timer takes');
  }
}

function checkSynchronous(options: DatasetsLibSQLOptions): void {
  const synchronous: unknown = options.synchronous;
  if (synchronous === undefined) return;
  if (synchronous !== 'full' && synchronous !== 'normal') {
    throw invalid('synchronous', "neither 'full' nor 'normal'");
  }
  const isLocal = typeof options.url === 'string' && isLocalAddress(options.url);
  if (!isLocal || options.syncUrl !== undefined) {
    throw invalid('synchronous', 'only a local file that is opened by its url takes it');
  }
}

function isClient(client: unknown): boolean {
  return (
    typeof client === 'object' &&
    client !== null &&
    'execute' in client &&
    typeof client.execute === 'function'
  );
}

/** Refuses secrets in places where they would show up in errors, which never repeat them. */
function checkAddress(options: LibSQLUrlOptions): void {
  for (const name of ['url', 'syncUrl'] as const) {
    if (USER_IN_ADDRESS.test(options[name] ?? '')) {
      throw invalid(name, 'has a user or password, which no libSQL server takes; use authToken');
    }
  }
  if (CONTROL_CHARACTER.test(options.authToken ?? '')) {
    throw invalid('authToken', 'has a control character, such as a line break');
  }
}
