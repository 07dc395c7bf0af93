import type { Clock, DatasetsStorage } from '@mastra-datasets/core';

/** What a storage under test is made with. */
export interface CreateStorageOptions {
  /** Given only to storages whose `supports.clock` is on. */
  clock?: Clock;
}

/** How much the model-based tests try. */
export interface ModelOptions {
  /** How many sequences of operations; default 200. */
  runs?: number;
  /** The longest sequence; default 60. */
  maximumLength?: number;
  /** Repeats the run that printed this seed; default: another one each time. */
  seed?: number;
}

/** How much the tests with hostile arguments try. */
export interface FuzzOptions {
  /** How many arguments for each method; default 120. */
  runs?: number;
  /** Repeats the run that printed this seed; default: another one each time. */
  seed?: number;
}

/** How the tests meet a database that another writer holds. */
export interface BusyOptions {
  /** Makes a fresh storage that waits for other writers as short as it can, such as 50 ms. */
  readonly create: () => Promise<DatasetsStorage>;
  /**
   * Holds the database of such a storage, as a writer in another process would who does not come to
   * an end, until the function that it gives is called.
   */
  readonly hold: (storage: DatasetsStorage) => Promise<() => Promise<void>>;
}

/** What {@link runDatasetsConformance} takes. */
export interface DatasetsConformanceOptions {
  /** Names the storage in the test report, with its configuration. */
  name: string;
  /** Makes a fresh, empty storage that shares nothing with earlier ones. */
  create(options: CreateStorageOptions): Promise<DatasetsStorage>;
  /** Releases a storage and what it left behind; default: its `close()`. */
  destroy?(storage: DatasetsStorage): Promise<void>;
  /** Closes a storage and opens the same data again; tests of durability run only where given. */
  reopen?(storage: DatasetsStorage): Promise<DatasetsStorage>;
  /**
   * Opens the data of a storage a second time beside it, as another process would, so that each
   * reads at once what the other has written; tests of storages that share data run only where given.
   */
  connect?(storage: DatasetsStorage): Promise<DatasetsStorage>;
  /** Lets writes meet another writer; tests of `STORAGE_BUSY` run only where given. */
  busy?: BusyOptions;
  /**
   * Makes a storage over a database where somebody else has made a table of one of our names, such
   * as `mastra_datasets` with one column `id`; tests of `SCHEMA_MISMATCH` run only where given.
   */
  createForeign?(): Promise<DatasetsStorage>;
  model?: ModelOptions;
  fuzz?: FuzzOptions;
  /** Told what the tests did, such as how many operations or inputs they tried. */
  report?(what: string, count: number): void;
}
