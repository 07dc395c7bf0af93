import type { ConnectionOptions } from 'node:tls';
import {
  checkOptionNames,
  DatasetsError,
  VERSIONED_STORAGE_OPTIONS,
  type OptionNames,
  type VersionedDatasetsStorageOptions,
} from '@mastra-datasets/core';
import { longestName } from './tables.js';

/** The longest that other writers are waited for, in milliseconds, where nobody says otherwise. */
export const DEFAULT_LOCK_TIMEOUT_MS = 10_000;

/** The most connections of a storage that opens its own, where nobody says otherwise. */
export const DEFAULT_MAX_CONNECTIONS = 10;

/** The schema of the tables where nobody says otherwise. */
export const DEFAULT_SCHEMA = 'public';

/** A statement as a client of `pg` takes it. */
export interface PostgresQuery {
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
  readonly rowMode: 'array';
}

/** What a client of `pg` answers. */
export interface PostgresResult {
  readonly rows: unknown[][];
}

/** What is used of a client of `pg`. */
export interface PostgresClient {
  /** Whether it is in the pipeline mode of `pg`. */
  readonly pipeline?: boolean;
  query(query: PostgresQuery): Promise<PostgresResult>;
  release(destroy?: boolean): void;
  on(event: 'error' | 'notice', listener: (message: Error) => void): unknown;
  off(event: 'error' | 'notice', listener: (message: Error) => void): unknown;
}

/** What is used of a `Pool` of `pg`, of whichever copy of it. */
export interface PostgresPool {
  connect(callback: (error: Error | undefined, client: PostgresClient | undefined) => void): void;
  /** A pool tells of connections that break while nobody uses them; unheard, that ends the process. */
  on?(event: 'error', listener: (error: Error) => void): unknown;
  off?(event: 'error', listener: (error: Error) => void): unknown;
}

/** What every configuration takes. */
export interface PostgresBaseOptions extends VersionedDatasetsStorageOptions {
  /**
   * The schema that holds the tables, made when it is not there: a plain SQL name. Default
   * {@link DEFAULT_SCHEMA}.
   */
  readonly schema?: string | undefined;
  /**
   * Put before every table name, to live beside tables of the same names: a letter or underscore,
   * then letters, digits and underscores, 26 at most. Default none.
   */
  readonly tablePrefix?: string | undefined;
  /**
   * How long a write waits for other writers, locked tables, a free connection of either pool, or a
   * server that cannot be reached, before `STORAGE_BUSY`, in milliseconds. A connection is waited
   * for a second at least. Reads wait for connections alike, but for locked tables as long as the
   * server lets them. Default {@link DEFAULT_LOCK_TIMEOUT_MS}.
   */
  readonly lockTimeoutMs?: number | undefined;
  /**
   * A pool of connections to replicas, which serve the methods that only read; the caller ends it.
   * A replica gives a version only when it has it; otherwise, and where it finds nothing, the
   * primary is asked. What is current may be a little behind, unless `readYourWrites` is set.
   */
  readonly readPool?: PostgresPool | undefined;
  /**
   * Whether reads from replicas have to show what this storage wrote before. The primary is asked
   * where a replica has not come so far. Needs PostgreSQL's streaming replication. Default `false`.
   */
  readonly readYourWrites?: boolean | undefined;
  /**
   * Whether rows are spread over machines by the id of their dataset. Reads by nothing but an
   * item's id then ask all machines once for each dataset, and one machine from then on.
   * Default: whether the server is Citus, CockroachDB or YugabyteDB.
   */
  readonly distributed?: boolean | undefined;
  /**
   * Whether statements are prepared once for each connection, which saves parsing and planning.
   * Turn it off behind a pooler that hands out connections by the transaction and does not keep
   * track of prepared statements. Default `true`.
   */
  readonly preparedStatements?: boolean | undefined;
}

/** Opens connections by an address; `close()` closes them. */
export interface PostgresUrlOptions extends PostgresBaseOptions {
  /** `postgres://user:password@host:port/database`, with the parameters that `pg` takes. */
  readonly connectionString: string;
  /** The most connections at a time. Default {@link DEFAULT_MAX_CONNECTIONS}. */
  readonly maxConnections?: number | undefined;
  /**
   * How long the server may work on one statement, in milliseconds; zero for no limit. A connection
   * on which nothing comes for as long as all statements that were sent may take, and 2 s more, is
   * given up: reads are tried again, the outcome of a write is unknown. Default: the server's, and
   * connections are given up by the system.
   */
  readonly statementTimeoutMs?: number | undefined;
  /** Encryption of the connections, as `pg` takes it. Default: what the address says. */
  readonly ssl?: boolean | ConnectionOptions | undefined;
  readonly pool?: never;
}

/**
 * Uses a `Pool` of `pg` that the caller made, configured, and ends; time limits for statements,
 * encryption and the like are the pool's. A commit is one exchange with the server, but one for
 * each of its statements on a pool in pipeline mode or of the native client.
 */
export interface PostgresPoolOptions extends PostgresBaseOptions {
  readonly pool: PostgresPool;
  readonly connectionString?: never;
}

/** Options of `DatasetsPG`. */
export type DatasetsPGOptions = PostgresUrlOptions | PostgresPoolOptions;

const OPTION_NAMES: OptionNames<DatasetsPGOptions> = {
  ...VERSIONED_STORAGE_OPTIONS,
  connectionString: true,
  pool: true,
  maxConnections: true,
  statementTimeoutMs: true,
  ssl: true,
  schema: true,
  tablePrefix: true,
  lockTimeoutMs: true,
  readPool: true,
  readYourWrites: true,
  distributed: true,
  preparedStatements: true,
};

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The longest name that the server keeps whole, in bytes. */
const LONGEST_NAME = 63;

function invalid(path: string, reason: string): DatasetsError {
  return new DatasetsError('INVALID_ARGUMENT', `${path}: ${reason}.`, {
    details: { path, reason },
  });
}

function checkNumber(path: string, value: number | undefined, least: number): void {
  if (value === undefined) return;
  if (Number.isInteger(value) && value >= least && value <= 2 ** 31 - 1) return;
  throw invalid(path, `not an integer from ${least} to 2147483647`);
}

function isPool(pool: unknown): boolean {
  return typeof pool === 'object' && pool !== null && 'connect' in pool;
}

/** Throws `INVALID_ARGUMENT` for options that cannot work. */
export function checkOptions(options: DatasetsPGOptions): void {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) throw invalid('options', 'not an object');
  checkOptionNames(options, OPTION_NAMES);
  const { connectionString, pool, schema = DEFAULT_SCHEMA, tablePrefix = '' } = options;
  if (pool !== undefined && !isPool(pool)) throw invalid('pool', 'not a Pool of pg');
  if (pool === undefined && (typeof connectionString !== 'string' || connectionString === '')) {
    throw invalid('connectionString', 'either connectionString or pool is needed');
  }
  if (options.readPool !== undefined && !isPool(options.readPool)) {
    throw invalid('readPool', 'not a Pool of pg');
  }
  if (!PLAIN_NAME.test(schema) || schema.length > LONGEST_NAME) {
    throw invalid('schema', 'not a plain SQL name');
  }
  if (tablePrefix !== '' && !PLAIN_NAME.test(tablePrefix)) {
    throw invalid('tablePrefix', 'neither empty nor a plain SQL name');
  }
  const room = LONGEST_NAME - longestName();
  if (tablePrefix.length > room) throw invalid('tablePrefix', `more than ${room} characters`);
  checkNumber('lockTimeoutMs', options.lockTimeoutMs, 0);
  if (options.pool === undefined) {
    checkNumber('maxConnections', options.maxConnections, 1);
    checkNumber('statementTimeoutMs', options.statementTimeoutMs, 0);
  }
}
