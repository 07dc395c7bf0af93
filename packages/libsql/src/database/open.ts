import {
  DEFAULT_BUSY_TIMEOUT_MS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  isLocalAddress,
  type DatasetsLibSQLOptions,
} from '../options.js';
import { CallersFile } from './callers-file.js';
import { callersClient, clientsOf } from './clients.js';
import type { Database } from './database.js';
import { FileClientDatabase } from './file-client-database.js';
import { LocalDatabase } from './local-database.js';
import { ServerDatabase } from './server-database.js';

/** Chooses what serves a database, by its options, which have been checked. */
export function databaseOf(options: DatasetsLibSQLOptions): Database {
  const { busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS, requestTimeoutMs = DEFAULT_REQUEST_TIMEOUT_MS } =
    options;
  if (options.client !== undefined) {
    const { client } = options;
    return client.protocol === 'file'
      ? new CallersFile(client, busyTimeoutMs)
      : new ServerDatabase(callersClient(client), busyTimeoutMs, requestTimeoutMs);
  }
  if (options.syncUrl !== undefined) {
    return new FileClientDatabase(clientsOf(options, requestTimeoutMs), busyTimeoutMs);
  }
  if (isLocalAddress(options.url)) return new LocalDatabase(options, busyTimeoutMs);
  return new ServerDatabase(clientsOf(options, requestTimeoutMs), busyTimeoutMs, requestTimeoutMs);
}
