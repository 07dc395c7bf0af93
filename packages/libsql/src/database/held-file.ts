import { translateError } from '../failures.js';
import type { Result, Row, Statement } from '../sql/statement.js';
import type { AttachedFile } from './attached-file.js';
import type { Database } from './database.js';
import { notAReplica } from './refusals.js';

/** What a {@link HeldFile} needs of the database that it holds. */
export interface HeldFileSource extends Database {
  /** As `write`, for the writer whose turn it is. */
  writeInTurn(statements: () => Iterable<Statement>): Promise<readonly Result[]>;
}

/**
 * Runs statements in the transaction that has begun, and commits it; or undoes it, and throws. Only a
 * commit that fails at its very end may have changed something.
 */
export function finish(file: AttachedFile, statements: () => Iterable<Statement>): Result[] {
  let step: 'read' | 'write' = 'read';
  try {
    const results = Array.from(statements(), (statement) => file.run(statement));
    step = 'write';
    file.commit();
    return results;
  } catch (error) {
    file.rollBack();
    throw translateError(error, step);
  }
}

/**
 * A local file in a transaction that keeps all others from writing. The first write commits it. What
 * follows is read and written as always.
 */
export class HeldFile implements Database {
  readonly schema;
  readonly states;
  readonly itemsPerTurn;
  readonly #source: HeldFileSource;
  /** The file while the transaction is open. */
  #file: AttachedFile | undefined;

  constructor(source: HeldFileSource, file: AttachedFile) {
    this.schema = source.schema;
    this.states = source.states;
    this.itemsPerTurn = source.itemsPerTurn;
    this.#source = source;
    this.#file = file;
  }

  open(): Promise<void> {
    return this.#source.open();
  }

  /** All reads of this process share the connection, and so the transaction. */
  read(statement: Statement): Promise<readonly Row[]> {
    return this.#source.read(statement);
  }

  readFirst(statement: Statement): Promise<Row | undefined> {
    return this.#source.readFirst(statement);
  }

  async write(statements: () => Iterable<Statement>): Promise<readonly Result[]> {
    const file = this.#file;
    if (file === undefined) return this.#source.writeInTurn(statements);
    this.#file = undefined;
    return finish(file, statements);
  }

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
    return this.#source.refresh();
  }

  /** Ends the transaction, unless a write has done so. */
  close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    // What this throws is the rejection.
    return new Promise((resolve) => {
      file?.rollBack();
      resolve();
    });
  }
}
