import type Driver from 'libsql';

/** The most statements that are kept. One of the largest, which inserts 200 rows, holds 100 KB. */
const MOST_KEPT = 64;

/** A statement that the driver has prepared. */
export interface PreparedStatement {
  readonly handle: Driver.Statement;
  /** Whether it gives rows. */
  readonly isReader: boolean;
}

/** Prepares statements and keeps those that were used last, since preparing takes most of a call. */
export class PreparedStatements {
  readonly #driver: Driver.Database;
  /** By their SQL, the one used last at the end. */
  readonly #kept = new Map<string, PreparedStatement>();
  #newest = '';

  constructor(driver: Driver.Database) {
    this.#driver = driver;
  }

  /** Takes a statement that is kept, or prepares it. */
  take(sql: string): PreparedStatement {
    const kept = this.#kept.get(sql);
    if (kept !== undefined) {
      if (sql !== this.#newest) this.#keep(sql, kept);
      return kept;
    }
    const handle = this.#driver.prepare(sql);
    const prepared = { handle, isReader: handle.reader };
    if (prepared.isReader) handle.raw(true);
    this.#keep(sql, prepared);
    if (this.#kept.size > MOST_KEPT) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    return prepared;
  }

  /**
   * Keeps a statement no longer. The driver does not reset one that has failed, so that what it is
   * given next may not reach it.
   */
  drop(sql: string): void {
    this.#kept.delete(sql);
  }

  /** Keeps none any more. */
  dropAll(): void {
    this.#kept.clear();
  }

  #keep(sql: string, prepared: PreparedStatement): void {
    this.#kept.delete(sql);
    this.#kept.set(sql, prepared);
    this.#newest = sql;
  }
}
