import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { z } from 'zod';
import type { StorageSpec } from '../storage-spec.js';

const libsqlOptions = z.object({ url: z.string(), busyTimeoutMs: z.number().optional() });

/** Opens what {@link libsqlSpec} describes. */
export function openStorage(options: unknown): DatasetsLibSQL {
  return new DatasetsLibSQL(libsqlOptions.parse(options));
}

/** A LibSQL database at an address, for any number of processes. */
export function libsqlSpec(options: z.infer<typeof libsqlOptions>): StorageSpec {
  const { url, busyTimeoutMs } = options;
  return {
    kind: 'libsql',
    options: { url, ...(busyTimeoutMs === undefined ? {} : { busyTimeoutMs }) },
  };
}
