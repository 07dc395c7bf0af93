import { DatasetsError, columnValues, type ColumnValue } from '@mastra-datasets/core/storage';
import Database from 'libsql';

/** What SQLite stores of ours. */
export type Value = string | number | null;

/** A row by column. */
export type Row = Readonly<Record<string, unknown>>;

/** A record by column. */
type RecordOf<Column extends string> = Readonly<Record<Column, ColumnValue>>;

/** A SQLite file, opened at first use. Every call is done when it returns. */
export class SqliteDatabase {
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

  /** The first row of a query. */
  get(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.all(sql, ...values)[0];
  }

  /** Runs a statement, and gives how many rows it changed. */
  run(sql: string, ...values: readonly Value[]): number {
    return withOurErrors(() => this.#prepare(sql).run(...values).changes);
  }

  /** Inserts a row. */
  insert<Column extends string>(
    table: string,
    columns: readonly Column[],
    record: RecordOf<Column>,
  ): void {
    const marks = columns.map(() => '?').join();
    const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${marks})`;
    this.run(sql, ...columnValues(record, columns));
  }

  /** Changes columns of the row with the record's id. */
  update<Column extends string>(
    table: string,
    columns: readonly Column[],
    record: RecordOf<Column> & { readonly id: string },
  ): void {
    const marks = columns.map((column) => `${column} = ?`).join();
    const sql = `UPDATE ${table} SET ${marks} WHERE id = ?`;
    this.run(sql, ...columnValues(record, columns), record.id);
  }

  /** Runs work in a transaction, which an error undoes. */
  write<Result>(work: () => Result): Result {
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

/** Says that the same call may succeed later. Other errors stay raw: the storage wraps them. */
function withOurErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^SQLITE_(BUSY|LOCKED)/.test(code)) throw error;
    throw new DatasetsError('STORAGE_BUSY', 'Another process writes to the database.', {
      details: { outcome: 'unchanged' },
      cause: error,
    });
  }
}
