import { DatasetsPG } from '@mastra-datasets/pg';
import { z } from 'zod';
import type { StorageSpec } from '../storage-spec.js';

const postgresOptions = z.object({
  connectionString: z.string(),
  busyTimeoutMs: z.number().optional(),
});

/** Opens what {@link postgresSpec} describes. */
export function openStorage(options: unknown): DatasetsPG {
  return new DatasetsPG(postgresOptions.parse(options));
}

/** A PostgreSQL database at an address, for any number of processes. */
export function postgresSpec(options: z.infer<typeof postgresOptions>): StorageSpec {
  const { connectionString, busyTimeoutMs } = options;
  const more = busyTimeoutMs === undefined ? {} : { busyTimeoutMs };
  return { kind: 'postgres', options: { connectionString, ...more } };
}
