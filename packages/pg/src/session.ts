import {
  isIdleEnd,
  isLocked,
  isRefusal,
  isRefusedAtCommit,
  isRefusedWhole,
  lacksStatement,
  leavesSessionOpen,
} from './errors.js';
import { exchange, type Exchange } from './exchange/exchange.js';
import type { ExchangeOptions } from './exchange/options.js';
import { TransactionFailure } from './failures.js';
import type { PostgresClient } from './options.js';
import type { Row } from './rows.js';
import type { Statement } from './sql/statement.js';

const BEGIN: Statement = { text: 'BEGIN ISOLATION LEVEL READ COMMITTED', values: [] };
const COMMIT: Statement = { text: 'COMMIT', values: [] };
const ROLLBACK: Statement = { text: 'ROLLBACK', values: [] };

/** A connection while it is used by one operation. */
export class Session {
  readonly #client: PostgresClient;
  readonly #options: ExchangeOptions;
  #isClean = true;
  /** Whether a transaction that failed was not ended yet. */
  #mustRollBack = false;

  constructor(client: PostgresClient, options: ExchangeOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Whether another operation may use the connection. */
  get isClean(): boolean {
    return this.#isClean;
  }

  /** Runs one statement by itself, which reads. */
  async run(statement: Statement): Promise<Row[]> {
    const [rows] = await this.runAll([statement]);
    return rows ?? [];
  }

  /** Runs statements that read, each of which sees at least what those before it saw. */
  async runAll(statements: readonly Statement[]): Promise<readonly Row[][]> {
    const { rows, failure } = await exchange(this.#client, statements, this.#options);
    if (failure === null) return rows;
    this.#isClean = leavesSessionOpen(failure.cause) && !lacksStatement(failure.cause);
    throw new TransactionFailure('open', failure.cause);
  }

  /**
   * Begins a transaction that only locks something so far, instead of one that found it locked.
   * Throws a {@link TransactionFailure} of the stage `locking`.
   */
  async begin(statements: readonly Statement[]): Promise<void> {
    this.#isClean = false;
    const first = this.#mustRollBack ? [ROLLBACK, BEGIN] : [BEGIN];
    const { failure } = await exchange(this.#client, [...first, ...statements], this.#options);
    if (failure === null) return;
    await this.#rollBack(failure.cause);
    throw new TransactionFailure('locking', failure.cause);
  }

  /** Runs statements of a transaction that was begun, which read. A failure undoes them all. */
  async runWithin(statements: readonly Statement[]): Promise<readonly Row[][]> {
    const { rows, failure } = await exchange(this.#client, statements, this.#options);
    if (failure !== null) throw new TransactionFailure('open', failure.cause);
    return rows;
  }

  /** Ends a transaction that was begun, and undoes it. */
  async abandon(): Promise<void> {
    const { failure } = await exchange(this.#client, [ROLLBACK], this.#options);
    this.#isClean = failure === null;
  }

  /** Runs statements as the rest of a transaction that was begun, and commits; sent at once. */
  async commit(statements: readonly Statement[]): Promise<Row[][]> {
    const result = await this.#send([...statements, COMMIT]);
    return (await this.#settle(result, statements.length)).slice(0, -1);
  }

  /** Runs statements as a whole transaction, sent at once. */
  async transact(statements: readonly Statement[]): Promise<Row[][]> {
    const result = await this.#send([BEGIN, ...statements, COMMIT]);
    return (await this.#settle(result, statements.length + 1)).slice(1, -1);
  }

  /** As {@link transact}; gives `null` where a lock was not free, and {@link begin} has to follow. */
  async transactIfFree(statements: readonly Statement[]): Promise<Row[][] | null> {
    const result = await this.#send([BEGIN, ...statements, COMMIT]);
    const commit = statements.length + 1;
    const cause = result.failure?.cause;
    if (result.rows.length < commit && isLocked(cause) && isRefusal(cause)) {
      this.#mustRollBack = true;
      return null;
    }
    return (await this.#settle(result, commit)).slice(1, -1);
  }

  /**
   * Runs one statement that writes and commits by itself; gives `null` where a lock was not free.
   * What became of it is known only where the server says for certain that it refused.
   */
  async callIfFree(call: Statement): Promise<Row[] | null> {
    const { rows, sent, failure, lastWarnings } = await this.#send([call]);
    const cause = failure?.cause;
    this.#isClean = failure === null || (leavesSessionOpen(cause) && !lacksStatement(cause));
    if (failure === null) {
      const [warning] = lastWarnings;
      if (warning !== undefined) throw new TransactionFailure('committing', warning);
      return rows[0] ?? [];
    }
    if (isLocked(cause) && isRefusal(cause)) return null;
    const isRefused = sent === 0 || isIdleEnd(cause) || isRefusedWhole(cause);
    throw new TransactionFailure(isRefused ? 'open' : 'committing', cause);
  }

  #send(statements: readonly Statement[]): Promise<Exchange> {
    this.#isClean = false;
    return exchange(this.#client, statements, this.#options);
  }

  /** Gives the rows of a transaction whose last statement is the commit, or says how it failed. */
  async #settle(result: Exchange, commit: number): Promise<readonly Row[][]> {
    if (result.failure !== null) {
      const { cause } = result.failure;
      const isRolledBack = await this.#rollBack(cause);
      throw new TransactionFailure(stageOf(result, commit, isRolledBack), cause);
    }
    this.#isClean = true;
    // The server reports a success even when it was told not to wait for its replicas any longer.
    const [warning] = result.lastWarnings;
    if (warning !== undefined) throw new TransactionFailure('committing', warning);
    return result.rows;
  }

  /** Ends a transaction that the server refused; tells whether it certainly has ended. */
  async #rollBack(cause: unknown): Promise<boolean> {
    if (!isRefusal(cause)) return false;
    const { failure } = await exchange(this.#client, [ROLLBACK], this.#options);
    this.#isClean = failure === null && !lacksStatement(cause);
    // Where the session goes on, what it refused was not its end, in whichever language it said so.
    return failure === null || leavesSessionOpen(cause);
  }
}

/** How far a transaction had come whose last statement is the commit. */
function stageOf(
  { rows, sent, failure }: Exchange,
  commit: number,
  isRolledBack: boolean,
): TransactionFailure['stage'] {
  const cause = failure?.cause;
  if (sent <= commit) return 'open';
  // The server answers in order, so one that idled had not begun.
  if (rows.length === 0 && isIdleEnd(cause)) return 'open';
  const isBeforeCommit = rows.length < commit || isRefusedAtCommit(cause);
  return isRolledBack && isBeforeCommit ? 'open' : 'committing';
}
