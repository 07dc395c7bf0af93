import Driver from 'libsql';
import { storageFailed } from '@mastra-datasets/core';
import { codeOf, isBusy } from '../errors.js';
import { reasonOf } from '../failures.js';
import { toPositional } from '../sql/parameters.js';
import type { Result, Row, SqlValue, Statement } from '../sql/statement.js';
import { PreparedStatements, type PreparedStatement } from './prepared-statements.js';

/** What this connection calls the database that is attached to it. */
export const SCHEMA = 'stored';

/**
 * How long the driver itself waits for a lock, in milliseconds. It blocks the event loop meanwhile,
 * so it waits briefly and the rest of the waiting is done between tries.
 */
const DRIVER_TIMEOUT_MS = 5;

/** Sixteen megabytes: the driver's two hold too little of an index to fill it fast. */
const CACHE_KILOBYTES = 16_000;

/** Which database, and how its commits reach the disk. */
export interface FileOptions {
  /** A path, or `file::memory:` and what may follow it. */
  readonly path: string;
  readonly encryptionKey: string | undefined;
  readonly synchronous: 'full' | 'normal';
}

/**
 * A connection of the driver `libsql` to a local database. The database is attached to an empty one
 * in memory: the driver ends a connection when the garbage collector finds its last statement, but
 * detaching lets go of the files at once. Every method throws the driver's errors as they are.
 */
export class AttachedFile {
  readonly #driver: Driver.Database;
  readonly #statements: PreparedStatements;

  private constructor(driver: Driver.Database) {
    this.#driver = driver;
    this.#statements = new PreparedStatements(driver);
  }

  /** Opens a database, in WAL mode unless it may only be read, and configures it. */
  static open({ path, encryptionKey, synchronous }: FileOptions): AttachedFile {
    const driver = new Driver(':memory:', { timeout: DRIVER_TIMEOUT_MS });
    try {
      attach(driver, path, encryptionKey);
      useWriteAheadLog(driver);
      driver.exec(
        `PRAGMA ${SCHEMA}.synchronous = ${synchronous};
        PRAGMA ${SCHEMA}.cache_size = -${CACHE_KILOBYTES}`,
      );
      return new AttachedFile(driver);
    } catch (error) {
      detach(driver);
      driver.close();
      throw error;
    }
  }

  /** All rows of a statement. */
  all(statement: Statement): readonly Row[] {
    // Fetched to the end, where the driver ends the statement.
    return this.#use(statement, ({ handle }, args) => rowsOf(handle.all(args)));
  }

  /** The first row of a statement. */
  first(statement: Statement): Row | undefined {
    return this.#use(statement, ({ handle }, args) => rowOf(handle.get(args)));
  }

  /** Begins to write. The driver resets no prepared statement that meets a lock, but this it does. */
  begin(): void {
    if (this.#driver.inTransaction) this.#driver.exec('ROLLBACK');
    this.#driver.exec('BEGIN IMMEDIATE');
  }

  /** Runs a statement between {@link begin} and {@link commit}. */
  run(statement: Statement): Result {
    return this.#use(statement, ({ handle, isReader }, args) => {
      if (!isReader) return { rows: [], changes: handle.run(args).changes };
      if (statement.givesOne !== true) return { rows: rowsOf(handle.all(args)), changes: 0 };
      const row = rowOf(handle.get(args));
      return { rows: row === undefined ? [] : [row], changes: 0 };
    });
  }

  commit(): void {
    this.#driver.exec('COMMIT');
  }

  /** Undoes what was done since {@link begin}, if SQLite has not done so by itself. */
  rollBack(): void {
    if (this.#driver.inTransaction) this.#driver.exec('ROLLBACK');
  }

  /** Moves what is in the write-ahead log to the file, and lets go of both. */
  close(): void {
    this.#statements.dropAll();
    try {
      moveLogToFile(this.#driver);
    } finally {
      detach(this.#driver);
      this.#driver.close();
    }
  }

  #use<Outcome>(
    statement: Statement,
    work: (prepared: PreparedStatement, args: readonly SqlValue[]) => Outcome,
  ): Outcome {
    const { sql, args } = toPositional(statement);
    const prepared = this.#statements.take(sql);
    try {
      return work(prepared, args);
    } catch (error) {
      this.#statements.drop(sql);
      throw error;
    }
  }
}

/** Rows as the driver gives them in its raw mode. */
function rowsOf(rows: unknown[]): readonly Row[] {
  return rows as Row[];
}

function rowOf(row: unknown): Row | undefined {
  return row as Row | undefined;
}

/** Gives path and key as values, so that neither shows up in SQL. */
function attach(driver: Driver.Database, path: string, encryptionKey = ''): void {
  if (encryptionKey === '') driver.prepare(`ATTACH ? AS ${SCHEMA}`).run([path]);
  else driver.prepare(`ATTACH ? AS ${SCHEMA} KEY ?`).run([path, encryptionKey]);
}

/** Lets go of the files, if any are attached. */
function detach(driver: Driver.Database): void {
  const names = driver.prepare('SELECT name FROM pragma_database_list').raw(true).all([]);
  if (names.flat().includes(SCHEMA)) driver.exec(`DETACH ${SCHEMA}`);
}

/** Puts a file in WAL mode. One that cannot be written to stays as it is: it may well be read. */
function useWriteAheadLog(driver: Driver.Database): void {
  try {
    driver.exec(`PRAGMA ${SCHEMA}.journal_mode = WAL`);
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_READONLY')) throw error;
  }
}

/**
 * Others who have the file open may hinder this, and then do it themselves; who may only read has
 * nothing to move.
 */
function moveLogToFile(driver: Driver.Database): void {
  try {
    driver.exec(`PRAGMA ${SCHEMA}.wal_checkpoint(TRUNCATE)`);
  } catch (error) {
    if (isBusy(error) || codeOf(error).startsWith('SQLITE_READONLY')) return;
    throw storageFailed('unchanged', {
      message:
        'The database is closed and nothing is lost, but what is in its log (the file whose name ' +
        `ends in -wal) could not be moved to it, so keep both together: ${reasonOf(error)}`,
      cause: error,
    });
  }
}
