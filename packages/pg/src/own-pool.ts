import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DEFAULT_MAX_CONNECTIONS, type PostgresUrlOptions } from './options.js';

/** How long the connections of a pool may take to say goodbye, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;

/** From when on the system asks the other side of an idle connection whether it is there. */
const KEEP_ALIVE_DELAY_MS = 10_000;

/** A pool that this package opens, and therefore ends. */
export class OwnPool {
  readonly pool: pg.Pool;
  readonly #clients = new Set<pg.PoolClient>();

  /** Connects when it is used, and waits so long for a connection. */
  constructor(options: PostgresUrlOptions, connectTimeoutMs: number) {
    const { connectionString, maxConnections, statementTimeoutMs, ssl } = options;
    this.pool = new pg.Pool({
      connectionString,
      max: maxConnections ?? DEFAULT_MAX_CONNECTIONS,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
      // A program that forgets close() may end all the same.
      allowExitOnIdle: true,
      fallback_application_name: 'mastra-datasets',
      ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
      ...(ssl === undefined ? {} : { ssl }),
    });
    // A connection that breaks while nobody uses it is replaced by the pool.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => this.#clients.add(client));
    this.pool.on('remove', (client) => this.#clients.delete(client));
  }

  /** Ends the connections; breaks those on which the server does not answer. */
  async end(): Promise<void> {
    const ended = this.pool.end();
    const stop = new AbortController();
    const tooLong = delay(CLOSE_TIMEOUT_MS, true, { signal: stop.signal });
    const isLate = await Promise.race([ended.then(() => false), tooLong]);
    stop.abort();
    if (isLate) for (const client of this.#clients) breakOff(client);
    await ended;
  }
}

function breakOff(client: pg.PoolClient): void {
  const connection: unknown = Reflect.get(client, 'connection');
  if (connection instanceof pg.Connection) connection.stream.destroy();
}
