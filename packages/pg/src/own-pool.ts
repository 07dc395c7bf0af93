import pg from 'pg';
import { DEFAULT_MAX_CONNECTIONS, type PostgresUrlOptions } from './options.js';

/** From when on the system asks the other side of an idle connection whether it is there. */
const KEEP_ALIVE_DELAY_MS = 10_000;

/** Makes a pool that connects when it is used, and waits so long for a connection. */
export function openPool(options: PostgresUrlOptions, connectTimeoutMs: number): pg.Pool {
  const { connectionString, maxConnections, statementTimeoutMs, ssl } = options;
  return new pg.Pool({
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
}
