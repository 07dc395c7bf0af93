import type { Transaction } from '@libsql/client';
import { isClientClosed, isTransactionOver } from '../errors.js';
import { translateError } from '../failures.js';
import { toPositional } from '../sql/parameters.js';
import type { Result, Row, Statement } from '../sql/statement.js';
import { toClientStatement, toResult } from './client-statements.js';
import { Held, type HeldSource } from './held.js';

/** What a {@link HeldDatabase} needs of the database that it holds. */
export interface HeldClient extends HeldSource {
  /** Waits for an answer no longer than is allowed. */
  withinTime<Answer>(request: () => Promise<Answer>): Promise<Answer>;
  /** Commits a transaction. */
  commit(transaction: Transaction): Promise<void>;
}

/**
 * The database of a client in a transaction that keeps all others from writing. The first write
 * commits it. What follows goes to the client as always. So does all that comes after the
 * transaction has ended, as a server ends one after five seconds while others wait: whoever writes
 * names the conditions that it depends on.
 */
export class HeldDatabase extends Held<HeldClient> {
  #transaction: Transaction | undefined;

  constructor(source: HeldClient, transaction: Transaction) {
    super(source);
    this.#transaction = transaction;
  }

  async read(statement: Statement): Promise<readonly Row[]> {
    const transaction = this.#transaction;
    if (transaction === undefined) return this.source.read(statement);
    try {
      const { rows } = await this.source.withinTime(() =>
        transaction.execute(toClientStatement(toPositional(statement))),
      );
      return rows;
    } catch (error) {
      if (!isOver(error)) throw translateError(error, 'read');
      await this.close();
      return this.source.read(statement);
    }
  }

  async write(statements: () => Iterable<Statement>): Promise<readonly Result[]> {
    const transaction = this.#transaction;
    if (transaction === undefined) return this.source.writeInTurn(statements);
    this.#transaction = undefined;
    let step: 'read' | 'write' = 'read';
    try {
      const batch = Array.from(statements(), toPositional).map(toClientStatement);
      const results = await this.source.withinTime(() => transaction.batch(batch));
      step = 'write';
      await this.source.commit(transaction);
      return results.map(toResult);
    } catch (error) {
      if (!isOver(error)) throw translateError(error, step);
      return await this.source.writeInTurn(statements);
    } finally {
      transaction.close();
    }
  }

  close(): Promise<void> {
    this.#transaction?.close();
    this.#transaction = undefined;
    return Promise.resolve();
  }
}

/** Whether a transaction, or all of its connection, ended before it did what it was asked for. */
function isOver(error: unknown): boolean {
  return isTransactionOver(error) || isClientClosed(error);
}
