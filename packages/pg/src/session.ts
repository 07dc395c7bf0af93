import {
  isIdleEnd,
  isRefusal,
  isRefusedAtCommit,
  lacksStatement,
  leavesSessionOpen,
} from './errors.js';
import { exchange, type Exchange } from './exchange/exchange.js';
import { TransactionFailure } from './failures.js';
import type { PostgresClient, PostgresPool } from './options.js';
import type { Row } from './rows.js';
import type { Statement } from './sql/statement.js';

const BEGIN: Statement = { text: 'BEGIN ISOLATION LEVEL READ COMMITTED', values: [] };
const COMMIT: Statement = { text: 'COMMIT', values: [] };
const ROLLBACK: Statement = { text: 'ROLLBACK', values: [] };

function ignore(): void {
  // What breaks a connection also fails the statements that are under way.
}

/** A connection while it is used by one operation. */
export class Session {
  readonly #client: PostgresClient;
  readonly #prepares: boolean;
  #isClean = true;

  constructor(client: PostgresClient, prepares: boolean) {
    this.#client = client;
    this.#prepares = prepares;
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
    const { rows, failure } = await exchange(this.#client, statements, this.#prepares);
    if (failure === null) return rows;
    this.#isClean = leavesSessionOpen(failure.cause) && !lacksStatement(failure.cause);
    throw new TransactionFailure('open', failure.cause);
  }

  /** Begins a transaction. Throws a {@link TransactionFailure} of the stage `open`. */
  async begin(statements: readonly Statement[]): Promise<void> {
    this.#isClean = false;
    const { failure } = await exchange(this.#client, [BEGIN, ...statements], this.#prepares);
    if (failure === null) return;
    await this.#rollBack(failure.cause);
    throw new TransactionFailure('open', failure.cause);
  }

  /** Runs statements and commits; with `begins`, as a whole transaction. Sends them all at once. */
  async commit(statements: readonly Statement[], begins: boolean): Promise<Row[][]> {
    this.#isClean = false;
    const all = [...(begins ? [BEGIN] : []), ...statements, COMMIT];
    const result = await exchange(this.#client, all, this.#prepares);
    if (result.failure !== null) {
      const { cause } = result.failure;
      const isRolledBack = await this.#rollBack(cause);
      throw new TransactionFailure(stageOf(result, all.length - 1, isRolledBack), cause);
    }
    this.#isClean = true;
    // The server reports a success even when it was told not to wait for its replicas any longer.
    const [warning] = result.lastWarnings;
    if (warning !== undefined) throw new TransactionFailure('committing', warning);
    return result.rows.slice(begins ? 1 : 0, -1);
  }

  /** Ends a transaction that the server refused; tells whether it certainly has ended. */
  async #rollBack(cause: unknown): Promise<boolean> {
    if (!isRefusal(cause)) return false;
    const { failure } = await exchange(this.#client, [ROLLBACK], false);
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

/** Takes a connection, and listens at once: it may break before a promise tells that it is there. */
function connect(pool: PostgresPool): Promise<PostgresClient> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) {
        reject(new TransactionFailure('connecting', error));
        return;
      }
      client.on('error', ignore);
      resolve(client);
    });
  });
}

/** Lets an operation use a connection of a pool, and gives it back whatever happens. */
export async function withSession<Result>(
  pool: PostgresPool,
  prepares: boolean,
  operation: (session: Session) => Promise<Result>,
): Promise<Result> {
  const client = await connect(pool);
  const session = new Session(client, prepares);
  let hasEnded = false;
  try {
    const result = await operation(session);
    hasEnded = true;
    return result;
  } catch (error) {
    hasEnded = error instanceof TransactionFailure;
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(!(hasEnded && session.isClean));
  }
}
