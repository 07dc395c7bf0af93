import type { DatasetsStorage } from '@mastra-datasets/core';
import { z } from 'zod';

/** How any process opens the storage under test. */
export const storageSpec = z.object({
  /** The module of `storages` that opens it. */
  kind: z.enum(['libsql', 'postgres']),
  /** What it is given: JSON. */
  options: z.record(z.string(), z.json()),
});

/** @see {@link storageSpec} */
export type StorageSpec = z.infer<typeof storageSpec>;

/** Each is loaded only where it is used. */
const MODULES = {
  libsql: () => import('./storages/libsql.js'),
  postgres: () => import('./storages/postgres.js'),
} as const;

/** Opens a storage of its own for the calling process. */
export async function openStorage({ kind, options }: StorageSpec): Promise<DatasetsStorage> {
  const { openStorage: open } = await MODULES[kind]();
  return open(options);
}
