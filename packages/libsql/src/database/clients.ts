import type * as Library from '@libsql/client';
import type { Client } from '@libsql/client';
import type { LibSQLUrlOptions } from '../options.js';
import { fetchWithin } from './request-time.js';

/** Where a client comes from, and where it goes. */
export interface ClientSource {
  /** Loads what opens clients; comes before the first of them. */
  load(): Promise<void>;
  open(): Client;
  close(client: Client): void;
}

/**
 * Loaded when it is needed: local files, which most processes open, do without, and it is a large part
 * of what this package loads.
 */
let library: typeof Library | undefined;

function loadedLibrary(): typeof Library {
  if (library === undefined) throw new Error('The library of clients is not loaded.');
  return library;
}

/** Clients that this library opens by an address, and closes. */
export function clientsOf(options: LibSQLUrlOptions, requestTimeoutMs: number): ClientSource {
  const { url, authToken, syncUrl, syncInterval, encryptionKey, tls } = options;
  return {
    load: async () => {
      library ??= await import('@libsql/client');
    },
    open: () =>
      loadedLibrary().createClient({
        url,
        ...(authToken === undefined ? {} : { authToken }),
        ...(syncUrl === undefined ? {} : { syncUrl }),
        ...(syncInterval === undefined ? {} : { syncInterval }),
        ...(encryptionKey === undefined ? {} : { encryptionKey }),
        ...(tls === undefined ? {} : { tls }),
        fetch: fetchWithin(requestTimeoutMs),
      }),
    close: (client) => {
      client.close();
    },
  };
}

/** The one client of the caller's, who closes it. */
export function callersClient(client: Client): ClientSource {
  return { load: () => Promise.resolve(), open: () => client, close: () => undefined };
}
