import { createClient, type Client } from '@libsql/client';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { z } from 'zod';
import type { StorageSpec } from '../storage-spec.js';

const libsqlOptions = z.object({
  url: z.string(),
  /** The server whose embedded replica `url` is. */
  syncUrl: z.string().optional(),
  busyTimeoutMs: z.number().optional(),
  /** Whether the storage is given a client that it did not open. */
  withClient: z.boolean().optional(),
});

/** A storage that its user gives a client, and who closes both. */
class WithClient extends DatasetsLibSQL {
  readonly #client: Client;

  constructor(client: Client, busyTimeoutMs: number | undefined) {
    super({ client, busyTimeoutMs });
    this.#client = client;
  }

  override async close(): Promise<void> {
    await super.close();
    this.#client.close();
  }
}

/** Opens what {@link libsqlSpec} describes. */
export function openStorage(options: unknown): DatasetsLibSQL {
  const { url, syncUrl, busyTimeoutMs, withClient = false } = libsqlOptions.parse(options);
  const place = { url, ...(syncUrl === undefined ? {} : { syncUrl }) };
  if (withClient) return new WithClient(createClient(place), busyTimeoutMs);
  return new DatasetsLibSQL({ ...place, busyTimeoutMs });
}

/** A LibSQL database at an address, for any number of processes. */
export function libsqlSpec(options: z.infer<typeof libsqlOptions>): StorageSpec {
  const { url, syncUrl, busyTimeoutMs, withClient } = options;
  return {
    kind: 'libsql',
    options: {
      url,
      ...(syncUrl === undefined ? {} : { syncUrl }),
      ...(busyTimeoutMs === undefined ? {} : { busyTimeoutMs }),
      ...(withClient === undefined ? {} : { withClient }),
    },
  };
}
