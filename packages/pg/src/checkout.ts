import { clearTimeout, setTimeout } from 'node:timers';
import { PoolTimeoutError } from './errors.js';
import type { ExchangeOptions } from './exchange/options.js';
import { TransactionFailure } from './failures.js';
import type { PostgresClient, PostgresPool } from './options.js';
import { Session } from './session.js';
import type { Statement } from './sql/statement.js';

/** How a connection is got and used. */
export interface SessionOptions extends ExchangeOptions {
  /** How long to wait until a pool has a connection, in milliseconds. */
  readonly connectTimeoutMs: number;
}

function ignore(): void {
  // What breaks a connection also fails the statements that are under way.
}

/** Takes a connection, and listens at once: it may break before a promise tells that it is there. */
function connect(pool: PostgresPool, timeoutMs: number): Promise<PostgresClient> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const fail = (cause: unknown) => {
      isOver = true;
      reject(new TransactionFailure('connecting', cause));
    };
    const timer = setTimeout(() => {
      fail(new PoolTimeoutError(timeoutMs));
    }, timeoutMs);
    pool.connect((error, client) => {
      clearTimeout(timer);
      if (client === undefined) {
        fail(error);
      } else if (isOver) {
        // Nobody waits for it any more.
        client.release();
      } else {
        client.on('error', ignore);
        resolve(client);
      }
    });
  });
}

/** A connection of a pool that has to be given back, by {@link TakenSession.finish}. */
export class TakenSession {
  readonly session: Session;
  readonly #client: PostgresClient;

  constructor(client: PostgresClient, options: SessionOptions) {
    this.#client = client;
    this.session = new Session(client, options);
  }

  /** Lets a last operation use the connection, and gives it back whatever happens. */
  async finish<Result>(operation: (session: Session) => Promise<Result>): Promise<Result> {
    let hasEnded = false;
    try {
      const result = await operation(this.session);
      hasEnded = true;
      return result;
    } catch (error) {
      hasEnded = error instanceof TransactionFailure;
      throw error;
    } finally {
      this.#client.off('error', ignore);
      this.#client.release(!(hasEnded && this.session.isClean));
    }
  }
}

/** Takes a connection of a pool. */
async function takeSession(pool: PostgresPool, options: SessionOptions): Promise<TakenSession> {
  return new TakenSession(await connect(pool, options.connectTimeoutMs), options);
}

/** Lets an operation use a connection of a pool, and gives it back whatever happens. */
export async function withSession<Result>(
  pool: PostgresPool,
  options: SessionOptions,
  operation: (session: Session) => Promise<Result>,
): Promise<Result> {
  return (await takeSession(pool, options)).finish(operation);
}

/** Takes a connection of a pool that begins with a transaction; gives it back if that fails. */
export async function takeTransaction(
  pool: PostgresPool,
  options: SessionOptions,
  statements: readonly Statement[],
): Promise<TakenSession> {
  const taken = await takeSession(pool, options);
  try {
    await taken.session.begin(statements);
    return taken;
  } catch (error) {
    await taken.finish(() => Promise.resolve());
    throw error;
  }
}
