import {
  checkOptionNames,
  MastraCompositeStore,
  VERSIONED_STORAGE_OPTIONS,
  VersionedDatasetsStorage,
  type VersionedDatasetsStorageOptions,
} from '@mastra-datasets/core';
import { InMemoryPrimitives } from './primitives.js';

/** Options of {@link DatasetsInMemory}. */
export type DatasetsInMemoryOptions = VersionedDatasetsStorageOptions;

/**
 * Datasets in the memory of the process: for tests, and for work that need not outlive it. Each
 * instance has its own data, which `close()` lets go of. The constructor throws `INVALID_ARGUMENT`.
 */
export class DatasetsInMemory extends VersionedDatasetsStorage {
  constructor(options: DatasetsInMemoryOptions = {}) {
    checkOptionNames(options, VERSIONED_STORAGE_OPTIONS);
    super(new InMemoryPrimitives(), options);
  }
}

/** Options of {@link InMemoryStore}. */
export interface InMemoryStoreOptions extends DatasetsInMemoryOptions {
  /** Names the store in errors; default `inmemory`. */
  readonly id?: string | undefined;
}

/** A store with every domain in the memory of the process. */
export class InMemoryStore extends MastraCompositeStore<{ datasets: DatasetsInMemory }> {
  constructor({ id = 'inmemory', ...options }: InMemoryStoreOptions = {}) {
    super({ id, domains: { datasets: new DatasetsInMemory(options) } });
  }
}
