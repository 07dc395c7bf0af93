import type { StateFormat } from '../rows/state-format.js';
import type { Result, Row, Statement } from '../sql/statement.js';

/**
 * A database, wherever it is. Every method but `close` waits for other processes, for as long as
 * `busyTimeoutMs` says, and rejects with the errors of this library.
 */
export interface Database {
  /** The schema that holds the tables, as SQL names it. */
  readonly schema: string;
  /** How the states of items are read fastest. */
  readonly states: StateFormat;
  /** How many items are read before others have their turn; absent for a database elsewhere. */
  readonly itemsPerTurn?: number | undefined;
  /** Opens the database; does nothing when it is open. */
  open(): Promise<void>;
  /** Reads with one statement. */
  read(statement: Statement): Promise<readonly Row[]>;
  /** As {@link read}, but gives the first row alone. */
  readFirst(statement: Statement): Promise<Row | undefined>;
  /**
   * Writes with several statements that happen together or not at all. They are asked for when it is
   * this writer's turn, at every try. Where each runs on its own, none is asked for before the one
   * ahead of it has run.
   */
  write(statements: () => Iterable<Statement>): Promise<readonly Result[]>;
  /**
   * Runs work that reads what is there now and then writes once. Keeps other processes from writing
   * meanwhile where they would often get in between. The work has to use the database that it is
   * given. `first` is a write that changes nothing; a database may begin with it.
   */
  hold<Outcome>(first: Statement, work: (database: Database) => Promise<Outcome>): Promise<Outcome>;
  /** Brings an embedded replica up to date. Rejects with `NOT_SUPPORTED` for anything else. */
  sync(): Promise<void>;
  /** Brings a replica up to date; gives `false`, having done nothing, for any other database. */
  refresh(): Promise<boolean>;
  /** Closes the database, unless it is the caller's client; its files are let go when it resolves. */
  close(): Promise<void>;
}
