import { storageBusy, type RowDatabase, type RowValues } from '@mastra-datasets/core/storage';
import Database from 'libsql';

/** What SQLite stores of ours. */
export type Value = string | number | null;

/** A row by column. */
export type Row = Readonly<Record<string, unknown>>;

/** A SQLite file, opened at first use. Every call is done when it returns. */
export class SqliteDatabase implements RowDatabase {
  readonly #open: () => Database.Database;
  #connection: Database.Database | undefined;
  readonly #statements = new Map<string, Database.Statement<Value[]>>();

  constructor(file: string, busyTimeoutMs: number) {
    this.#open = () => new Database(file, { timeout: busyTimeoutMs });
  }

  close(): void {
    this.#connection?.close();
  }

  /** The rows of a query. */
  all(sql: string, ...values: readonly Value[]): Row[] {
    return withOurErrors(() => this.#prepare(sql).all(...values) as Row[]);
  }

  /** Runs a statement, and gives how many rows it changed. */
  run(sql: string, ...values: readonly Value[]): number {
    return withOurErrors(() => this.#prepare(sql).run(...values).changes);
  }

  insert(table: string, row: RowValues): void {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?');
    const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${marks.join()})`;
    this.run(sql, ...Object.values(row));
  }

  update(table: string, changes: RowValues, key: RowValues): void {
    const assignments = Object.keys(changes).map((column) => `${column} = ?`);
    const sql = `UPDATE ${table} SET ${assignments.join()} WHERE ${hasKey(key)}`;
    this.run(sql, ...Object.values(changes), ...Object.values(key));
  }

  delete(table: string, key: RowValues): number {
    return this.run(`DELETE FROM ${table} WHERE ${hasKey(key)}`, ...Object.values(key));
  }

  /** Runs work in a transaction, which an error undoes. */
  transaction<Result>(work: () => Result): Result {
    // IMMEDIATE waits for other writers now. A transaction that starts as a read and writes later
    // fails where another process has written in between.
    this.run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      if (this.#connection?.inTransaction === true) this.run('ROLLBACK');
      throw error;
    }
  }

  #prepare(sql: string): Database.Statement<Value[]> {
    this.#connection ??= this.#open();
    const statement = this.#statements.get(sql) ?? this.#connection.prepare<Value[]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function hasKey(key: RowValues): string {
  return ['TRUE', ...Object.keys(key).map((column) => `${column} = ?`)].join(' AND ');
}

/** Says that the same call may succeed later. Other errors stay raw: the storage wraps them. */
function withOurErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^SQLITE_(BUSY|LOCKED)/.test(code)) throw error;
    throw storageBusy('Another process writes to the database.', error);
  }
}
