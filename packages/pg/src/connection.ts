import { setTimeout as delay } from 'node:timers/promises';
import { DatasetsError } from '@mastra-datasets/core';
import pg from 'pg';
import { isLocked } from './errors.js';
import { mayReadAgain, mayRetry, TransactionFailure, translateFailure } from './failures.js';
import {
  checkOptions,
  DEFAULT_LOCK_TIMEOUT_MS,
  DEFAULT_MAX_CONNECTIONS,
  type DatasetsPGOptions,
  type PostgresPool,
  type PostgresUrlOptions,
} from './options.js';
import type { Reader } from './reader.js';
import type { Row } from './rows.js';
import { withSession, type Session } from './session.js';
import type { Lock, Statement } from './sql/statement.js';

/** The least that is waited for a connection, in milliseconds: making one takes some time. */
const LEAST_CONNECT_TIMEOUT_MS = 1_000;

/** The pauses between tries grow up to this, in milliseconds. */
const LONGEST_PAUSE_MS = 50;

function openPool(options: PostgresUrlOptions, lockTimeoutMs: number): pg.Pool {
  const { connectionString, maxConnections, statementTimeoutMs, ssl } = options;
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    connectionTimeoutMillis: Math.max(lockTimeoutMs, LEAST_CONNECT_TIMEOUT_MS),
    keepAlive: true,
    // A program that forgets close() may end all the same.
    allowExitOnIdle: true,
    fallback_application_name: 'mastra-datasets',
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
    ...(ssl === undefined ? {} : { ssl }),
  });
  // A connection that breaks while nobody uses it is replaced by the pool.
  pool.on('error', () => undefined);
  return pool;
}

/** A database: hands out connections, tries again what may be, and translates failures. */
export class Connection implements Reader {
  /** How many writes have been acknowledged. */
  writes = 0;
  readonly #options: DatasetsPGOptions;
  readonly #lockTimeoutMs: number;
  readonly #prepares: boolean;
  #pool: PostgresPool | undefined;
  #ownPool: pg.Pool | undefined;

  constructor(options: DatasetsPGOptions) {
    checkOptions(options);
    this.#options = options;
    this.#lockTimeoutMs = options.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS;
    this.#prepares = options.preparedStatements ?? true;
  }

  /** Makes the pool, which connects when it is used; a pool of the caller's is left as it is. */
  open(): void {
    const options = this.#options;
    if (options.pool !== undefined) this.#pool ??= options.pool;
    else this.#pool ??= this.#ownPool = openPool(options, this.#lockTimeoutMs);
  }

  /** Reads with one statement. */
  read(statement: Statement): Promise<Row[]> {
    return this.#untilDone('read', mayReadAgain, (session) => session.run(statement));
  }

  /**
   * Writes with several statements that happen together or not at all, sent at once. They wait for
   * locks of others, the first one for the lock that keeps other writers away.
   */
  write(statements: readonly Statement[]): Promise<Row[][]> {
    return this.#untilDone('write', mayRetry, async (session) => {
      const rows = await session.commit([this.#lockTimeout(), ...statements], true);
      this.writes += 1;
      return rows.slice(1);
    });
  }

  /**
   * Writes with several statements that happen together or not at all, while a lock is held. They
   * are asked for when it is there or can be had at once, at every try. In one exchange with the
   * server, or in two where the lock has to be waited for.
   */
  async writeLocked(lock: Lock, statements: () => readonly Statement[]): Promise<Row[][]> {
    try {
      return await this.#untilDone('write', mayRetry, async (session) => {
        const rows = await session.commit([lock.now, ...statements()], true);
        this.writes += 1;
        return rows.slice(1);
      });
    } catch (error) {
      if (!(error instanceof DatasetsError) || !isLocked(error.cause)) throw error;
    }
    return this.#untilDone('write', mayRetry, async (session) => {
      await session.begin([this.#lockTimeout(), lock.wait]);
      const rows = await session.commit(statements(), false);
      this.writes += 1;
      return rows;
    });
  }

  /** Closes the connections, unless the pool is the caller's. */
  async close(): Promise<void> {
    const pool = this.#ownPool;
    this.#pool = undefined;
    this.#ownPool = undefined;
    await pool?.end();
  }

  #lockTimeout(): Statement {
    // Zero would be no limit at all.
    const milliseconds = Math.max(this.#lockTimeoutMs, 1);
    return { text: `SET LOCAL lock_timeout = ${milliseconds}`, values: [] };
  }

  async #untilDone<Result>(
    kind: 'read' | 'write',
    mayBeRetried: (failure: TransactionFailure) => boolean,
    operation: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    const pool = this.#pool;
    if (pool === undefined) throw new DatasetsError('CLOSED', 'The database is not open.');
    const deadline = performance.now() + this.#lockTimeoutMs;
    for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await withSession(pool, this.#prepares, operation);
      } catch (error) {
        if (!(error instanceof TransactionFailure)) throw error;
        if (!mayBeRetried(error) || performance.now() >= deadline) {
          throw translateFailure(error, kind);
        }
        // At random, so that writers who got into each other's way do not do so again.
        await delay(pause * (0.5 + Math.random() / 2));
      }
    }
  }
}
