import type { StateFormat } from '../rows/state-format.js';
import type { Result, Row, Statement } from '../sql/statement.js';
import type { Database } from './database.js';
import { notAReplica } from './refusals.js';

/** What a {@link Held} database needs of the one that it holds. */
export interface HeldSource extends Database {
  /** As `write`, for the writer whose turn it is. */
  writeInTurn(statements: () => Iterable<Statement>): Promise<readonly Result[]>;
}

/** A database in a transaction that keeps all others from writing. The first write commits it. */
export abstract class Held<Source extends HeldSource> implements Database {
  protected readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  get schema(): string {
    return this.source.schema;
  }

  get states(): StateFormat {
    return this.source.states;
  }

  get itemsPerTurn(): number | undefined {
    return this.source.itemsPerTurn;
  }

  abstract read(statement: Statement): Promise<readonly Row[]>;
  abstract write(statements: () => Iterable<Statement>): Promise<readonly Result[]>;
  /** Ends the transaction, unless a write has done so. */
  abstract close(): Promise<void>;

  open(): Promise<void> {
    return this.source.open();
  }

  async readFirst(statement: Statement): Promise<Row | undefined> {
    return (await this.read(statement))[0];
  }

  /** Nothing is held twice. */
  hold<Outcome>(
    _first: Statement,
    work: (database: Database) => Promise<Outcome>,
  ): Promise<Outcome> {
    return work(this);
  }

  sync(): Promise<void> {
    return Promise.reject(notAReplica());
  }

  refresh(): Promise<boolean> {
    return this.source.refresh();
  }
}
