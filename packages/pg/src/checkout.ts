import { clearTimeout, setTimeout } from 'node:timers';
import { PoolTimeoutError } from './errors.js';
import type { ExchangeOptions } from './exchange/options.js';
import { TransactionFailure } from './failures.js';
import type { PostgresClient, PostgresPool } from './options.js';
import { Session } from './session.js';

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

/** Lets an operation use a connection of a pool, and gives it back whatever happens. */
export async function withSession<Result>(
  pool: PostgresPool,
  options: SessionOptions,
  operation: (session: Session) => Promise<Result>,
): Promise<Result> {
  const client = await connect(pool, options.connectTimeoutMs);
  const session = new Session(client, options);
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
