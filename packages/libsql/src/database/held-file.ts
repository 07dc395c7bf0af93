import { translateError } from '../failures.js';
import type { Result, Row, Statement } from '../sql/statement.js';
import type { AttachedFile } from './attached-file.js';
import { Held, type HeldSource } from './held.js';

/**
 * Runs statements in the transaction that has begun, and commits it; or undoes it, and throws. Only a
 * commit that fails at its very end may have changed something.
 *
 * All of it is one turn of the event loop, however much it writes. Between two turns, another client
 * of this process could write to the same file. Its driver would then wait for this transaction, for
 * as long as its busy timeout says, and block the event loop that this transaction needs to end.
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
export class HeldFile extends Held<HeldSource> {
  /** The file while the transaction is open. */
  #file: AttachedFile | undefined;

  constructor(source: HeldSource, file: AttachedFile) {
    super(source);
    this.#file = file;
  }

  /** All reads of this process share the connection, and so the transaction. */
  read(statement: Statement): Promise<readonly Row[]> {
    return this.source.read(statement);
  }

  override readFirst(statement: Statement): Promise<Row | undefined> {
    return this.source.readFirst(statement);
  }

  async write(statements: () => Iterable<Statement>): Promise<readonly Result[]> {
    const file = this.#file;
    if (file === undefined) return this.source.writeInTurn(statements);
    this.#file = undefined;
    return finish(file, statements);
  }

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
