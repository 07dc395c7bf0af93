import { DatasetsStorage } from '@mastra-datasets/core';
import { z } from 'zod';

/** How any process opens the storage under test. */
export const storageSpec = z.object({
  /** The URL of a module that exports `openStorage(options)`. */
  module: z.string(),
  /** What it is given: JSON. */
  options: z.record(z.string(), z.json()),
});

/** @see {@link storageSpec} */
export type StorageSpec = z.infer<typeof storageSpec>;

const storageModule = z.object({
  openStorage: z.custom<(options: unknown) => unknown>((value) => typeof value === 'function'),
});

/** Opens a storage of its own for the calling process. */
export async function openStorage({ module, options }: StorageSpec): Promise<DatasetsStorage> {
  const loaded: unknown = await import(module);
  const storage = storageModule.parse(loaded).openStorage(options);
  if (storage instanceof DatasetsStorage) return storage;
  throw new TypeError(`${module} opened no storage of datasets.`);
}
