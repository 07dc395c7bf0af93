import { setTimeout as delay } from 'node:timers/promises';
import { DatasetsError } from '@mastra-datasets/core';
import type pg from 'pg';
import { takeTransaction, withSession, type SessionOptions } from './checkout.js';
import { rowsOfCall } from './citus/commit-function.js';
import type { Database, LockedWrite } from './database.js';
import { mayReadAgain, mayRetry, TransactionFailure, translateFailure } from './failures.js';
import { HeldDatabase, type HeldSource } from './held-database.js';
import {
  checkOptions,
  DEFAULT_LOCK_TIMEOUT_MS,
  type DatasetsPGOptions,
  type PostgresPool,
} from './options.js';
import { openPool } from './own-pool.js';
import { listenToErrors, stopListening } from './pool-errors.js';
import type { Row } from './rows.js';
import type { Session } from './session.js';
import type { Lock, Statement } from './sql/statement.js';

/** The least that is waited for a connection, in milliseconds: making one takes some time. */
const LEAST_CONNECT_TIMEOUT_MS = 1_000;

/**
 * How long a commit waits for locks once its version is settled, in milliseconds: no longer than it
 * may take otherwise. Other writers are waited for before that.
 */
export const COMMIT_LOCK_TIMEOUT_MS = 20;

/** Makes Citus tell its other machines what is set for a transaction. */
const PASS_ON_SETTINGS: Statement = {
  text: `SET LOCAL citus.propagate_set_commands = 'local'`,
  values: [],
};

/** The pauses between tries grow up to this, in milliseconds. */
const LONGEST_PAUSE_MS = 50;

/** A database: hands out connections, tries again what may be, and translates failures. */
export class Connection implements HeldSource {
  /** How many writes have been carried out, or may have been. */
  writes = 0;
  /** Whether the server is Citus, which has to be told to pass settings on to its other machines. */
  isCitus = false;
  readonly #options: DatasetsPGOptions;
  readonly #lockTimeoutMs: number;
  readonly #statementTimeoutMs: number | undefined;
  #pool: PostgresPool | undefined;
  #ownPool: pg.Pool | undefined;
  /** The pools that are listened to. */
  readonly #heard: PostgresPool[] = [];

  constructor(options: DatasetsPGOptions) {
    checkOptions(options);
    this.#options = options;
    this.#lockTimeoutMs = options.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS;
    if (options.pool === undefined) this.#statementTimeoutMs = options.statementTimeoutMs;
  }

  /** How connections to replicas are got and used. */
  get replicaOptions(): SessionOptions {
    return { ...this.#sessionOptions(this.#lockTimeoutMs), statementTimeoutMs: undefined };
  }

  /** Makes the pool, which connects when it is used; a pool of the caller's is left as it is. */
  open(): void {
    const options = this.#options;
    if (this.#pool !== undefined) return;
    if (options.pool === undefined) {
      const { connectTimeoutMs } = this.#sessionOptions(this.#lockTimeoutMs);
      this.#ownPool = openPool(options, connectTimeoutMs);
    }
    this.#pool = options.pool ?? this.#ownPool;
    for (const pool of [this.#pool, options.readPool]) {
      if (pool !== undefined) this.#heard.push(pool);
    }
    this.#heard.forEach(listenToErrors);
  }

  /** Reads with one statement. */
  read(statement: Statement): Promise<Row[]> {
    return this.#untilDone('read', mayReadAgain, (session) => session.run(statement));
  }

  /** Reads with several statements, sent at once. */
  readAll(statements: readonly Statement[]): Promise<readonly Row[][]> {
    return this.#untilDone('read', mayReadAgain, (session) => session.runAll(statements));
  }

  /**
   * Writes with several statements that happen together or not at all, sent at once. They wait for
   * locks of others, the first one for the lock that keeps other writers away.
   */
  write(statements: readonly Statement[]): Promise<Row[][]> {
    return this.#untilDone('write', mayRetry, async (session, timeLeft) => {
      const limit = this.#lockTimeout(timeLeft());
      const rows = await session.transact([...limit, ...statements]);
      return rows.slice(limit.length);
    });
  }

  /**
   * Writes while a lock is held. What to write is asked for when the lock is there or can be had at
   * once, at every try. In one exchange with the server, and in one call where there is one; where the
   * lock has to be waited for, or `locksFirst`, in a second exchange that does so and a third: then
   * nobody else can write while the statements are prepared and sent.
   */
  async writeLocked(lock: Lock, write: LockedWrite, locksFirst = false): Promise<Row[][]> {
    let waits = locksFirst;
    return this.#untilDone('write', mayRetry, async (session, timeLeft) => {
      const briefly = this.#lockTimeout(COMMIT_LOCK_TIMEOUT_MS);
      if (!waits) {
        const rows = await this.#writeIfFree(session, briefly, lock, write);
        if (rows !== null) return rows;
      }
      waits = true;
      await session.begin([...this.#lockTimeout(timeLeft()), lock.wait]);
      return (await session.commit([...briefly, ...write.statements()])).slice(briefly.length);
    });
  }

  /**
   * Runs work in a transaction that holds a lock. It lasts from before the work's first read to its
   * first write, and takes one connection for all of that: work that used another one, while all of
   * the pool hold locks, would wait for itself.
   */
  async hold<Outcome>(
    lock: Lock,
    work: (database: Database) => Promise<Outcome>,
  ): Promise<Outcome> {
    // To hold a lock changes nothing, so this counts as a read.
    const taken = await this.#untilTaken('read', mayRetry, (pool, options, timeLeft) =>
      takeTransaction(pool, options, [...this.#lockTimeout(timeLeft()), lock.wait]),
    );
    const held = new HeldDatabase(this, taken);
    try {
      return await work(held);
    } finally {
      await held.release();
    }
  }

  lockLimits(): { write: Statement[]; commit: Statement[] } {
    return {
      write: this.#lockTimeout(this.#lockTimeoutMs),
      commit: this.#lockTimeout(COMMIT_LOCK_TIMEOUT_MS),
    };
  }

  noteWrite(): void {
    this.writes += 1;
  }

  /** Writes in one exchange; gives `null` where the lock is not free. */
  async #writeIfFree(
    session: Session,
    limit: readonly Statement[],
    lock: Lock,
    write: LockedWrite,
  ): Promise<Row[][] | null> {
    const call = write.call?.() ?? null;
    if (call !== null) {
      const called = await session.callIfFree(call);
      return called === null ? null : rowsOfCall(called);
    }
    const first = [...limit, lock.now];
    const rows = await session.transactIfFree([...first, ...write.statements()]);
    return rows === null ? null : rows.slice(first.length);
  }

  /** Closes the connections, unless the pool is the caller's. */
  async close(): Promise<void> {
    const ownPool = this.#ownPool;
    this.#pool = undefined;
    this.#ownPool = undefined;
    await ownPool?.end();
    this.#heard.splice(0).forEach(stopListening);
  }

  #sessionOptions(timeLeftMs: number): SessionOptions {
    return {
      prepares: this.#options.preparedStatements ?? true,
      statementTimeoutMs: this.#statementTimeoutMs,
      connectTimeoutMs: Math.ceil(Math.max(timeLeftMs, LEAST_CONNECT_TIMEOUT_MS)),
    };
  }

  /** Bounds what a transaction waits for locks, on whichever machine. */
  #lockTimeout(timeLeftMs: number): Statement[] {
    const statementTimeoutMs = this.#statementTimeoutMs ?? 0;
    // A statement that waits for a lock must not come to its own end before that.
    const longest =
      statementTimeoutMs === 0 ? timeLeftMs : Math.min(timeLeftMs, statementTimeoutMs / 2);
    // Zero would be no limit at all.
    const milliseconds = Math.max(Math.ceil(longest), 1);
    const limit = { text: `SET LOCAL lock_timeout = ${milliseconds}`, values: [] };
    return this.isCitus ? [PASS_ON_SETTINGS, limit] : [limit];
  }

  /** Lets an operation use a connection, as often as it takes. */
  #untilDone<Result>(
    kind: 'read' | 'write',
    mayBeRetried: (failure: TransactionFailure) => boolean,
    operation: (session: Session, timeLeft: () => number) => Promise<Result>,
  ): Promise<Result> {
    return this.#untilTaken(kind, mayBeRetried, (pool, options, timeLeft) =>
      withSession(pool, options, (session) => operation(session, timeLeft)),
    );
  }

  /** Lets an operation take a connection of the pool, as often as it takes. */
  async #untilTaken<Result>(
    kind: 'read' | 'write',
    mayBeRetried: (failure: TransactionFailure) => boolean,
    operation: (
      pool: PostgresPool,
      options: SessionOptions,
      timeLeft: () => number,
    ) => Promise<Result>,
  ): Promise<Result> {
    const pool = this.#pool;
    if (pool === undefined) throw new DatasetsError('CLOSED', 'The database is not open.');
    const deadline = performance.now() + this.#lockTimeoutMs;
    const timeLeft = () => deadline - performance.now();
    for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const result = await operation(pool, this.#sessionOptions(timeLeft()), timeLeft);
        if (kind === 'write') this.noteWrite();
        return result;
      } catch (error) {
        if (!(error instanceof TransactionFailure)) throw error;
        if (error.stage === 'committing') this.noteWrite();
        if (!mayBeRetried(error) || timeLeft() <= 0) {
          throw translateFailure(error, kind);
        }
        // At random, so that writers who got into each other's way do not do so again.
        await delay(pause * (0.5 + Math.random() / 2));
      }
    }
  }
}
