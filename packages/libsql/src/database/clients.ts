import { createClient, type Client } from '@libsql/client';
import type { LibSQLUrlOptions } from '../options.js';
import { fetchWithin } from './request-time.js';

/** Where a client comes from, and where it goes. */
export interface ClientSource {
  open(): Client;
  close(client: Client): void;
}

/** Clients that this library opens by an address, and closes. */
export function clientsOf(options: LibSQLUrlOptions, requestTimeoutMs: number): ClientSource {
  const { url, authToken, syncUrl, syncInterval, encryptionKey, tls } = options;
  return {
    open: () =>
      createClient({
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
  return { open: () => client, close: () => undefined };
}
