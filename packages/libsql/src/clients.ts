import { createClient, type Client } from '@libsql/client';
import { Mutex } from 'async-mutex';
import type { LibSQLUrlOptions } from './options.js';
import { fetchWithin } from './request-time.js';

/**
 * How long the driver itself waits for a lock, in milliseconds. It blocks the event loop
 * meanwhile, so it waits briefly and the rest of the waiting is done between tries.
 */
const DRIVER_TIMEOUT_MS = 5;

/** One writer at a time for each client: local writes of one process would only block each other. */
const writers = new WeakMap<Client, Mutex>();

/** What lets the writers of a client queue. */
export function writerOf(client: Client): Mutex {
  let mutex = writers.get(client);
  if (mutex === undefined) {
    mutex = new Mutex();
    writers.set(client, mutex);
  }
  return mutex;
}

/** Opens a database by its address. */
export function openClient(options: LibSQLUrlOptions, requestTimeoutMs: number): Client {
  const { url, authToken, syncUrl, syncInterval, encryptionKey, tls } = options;
  return createClient({
    url,
    ...(authToken === undefined ? {} : { authToken }),
    ...(syncUrl === undefined ? {} : { syncUrl }),
    ...(syncInterval === undefined ? {} : { syncInterval }),
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    ...(tls === undefined ? {} : { tls }),
    timeout: DRIVER_TIMEOUT_MS,
    fetch: fetchWithin(requestTimeoutMs),
    // Local calls are synchronous, so more connections would only cool the page cache.
    ...(url.startsWith('file:') ? { concurrency: 1 } : {}),
  });
}
