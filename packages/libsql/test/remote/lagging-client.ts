import type { Client } from '@libsql/client';

/**
 * A client as that of a server's replica that lags behind: reads come from a copy, writes go to the
 * primary.
 */
export function laggingClient(
  primary: Client,
  copy: Client,
  onRead: () => Promise<unknown>,
): Client {
  return new Proxy(primary, {
    get: (client, key): unknown => {
      if (key === 'execute') {
        return async (...args: Parameters<Client['execute']>) => {
          await onRead();
          return copy.execute(...args);
        };
      }
      const value: unknown = Reflect.get(client, key, client);
      return typeof value === 'function' ? (value.bind(client) as unknown) : value;
    },
  });
}
