import type { DatasetsStorage } from '@mastra-datasets/core';
import { MastraCompositeStore, type PruneOptions, type PruneResult } from '@mastra/core/storage';
import { detachExperiments } from '../experiments/detaching.js';
import { guardExperiments } from '../experiments/guarded-experiments.js';
import { scrubResults } from '../experiments/scrubbing.js';
import { findPurgeMark } from '../items/purge-item.js';
import { MastraDatasets } from '../mastra-datasets.js';
import { refuseHarm } from './shared-database.js';

/** Options of {@link withVersionedDatasets}. */
export interface VersionedStoreOptions {
  /** Names the store; default: the id of the store that it is made of. */
  readonly id?: string | undefined;
}

class VersionedStore extends MastraCompositeStore {
  readonly #store: MastraCompositeStore;
  readonly #datasets: MastraDatasets;

  constructor(
    store: MastraCompositeStore,
    storage: DatasetsStorage,
    { id = store.id }: VersionedStoreOptions,
  ) {
    const { experiments, datasets: ownDatasets } = store.stores ?? {};
    const datasets = new MastraDatasets(storage, {
      beforeUse: () => refuseHarm(store, storage),
      events: {
        async onPurged(item, mark) {
          if (experiments !== undefined) await scrubResults(experiments, item, mark);
        },
        async onDeleted(datasetId) {
          if (experiments === undefined || ownDatasets === undefined) return;
          await detachExperiments(ownDatasets, experiments, datasetId);
        },
      },
    });
    const guarded =
      experiments === undefined
        ? {}
        : { experiments: guardExperiments(experiments, (item) => findPurgeMark(storage, item)) };
    const { disableInit } = store;
    super({ id, disableInit, default: store, domains: { datasets, ...guarded } });
    this.#store = store;
    this.#datasets = datasets;
  }

  override async init(): Promise<void> {
    // Before Mastra's own store makes its tables.
    await this.#datasets.prepare();
    await super.init();
  }

  /** The store that this one is made of knows what it keeps for how long. */
  override prune(options?: PruneOptions): Promise<PruneResult[]> {
    return this.#store.prune(options);
  }
}

/**
 * Gives a store that keeps datasets in a storage of this library, and everything else where `store`
 * keeps it. Purging an item removes its content from the results of experiments in `store`, too;
 * deleting a dataset detaches its experiments.
 *
 * Throws `NOT_SUPPORTED` for a storage that lacks something. `init()`, which Mastra calls, rejects
 * with a `MastraError` where both would have tables of the same names in one database: of the id
 * `MASTRA_DATASETS_SHARED_TABLES` before anything is written, where that can be seen (in one local
 * file, and where our tables are there already); otherwise, when Mastra's store has made its tables,
 * of the id `MASTRA_DATASETS_SCHEMA_MISMATCH`. It also rejects, with the id
 * `MASTRA_DATASETS_SHARED_FILE`, where two copies of SQLite would open one file in this process.
 * Closing the store closes both.
 */
export function withVersionedDatasets(
  store: MastraCompositeStore,
  storage: DatasetsStorage,
  options: VersionedStoreOptions = {},
): MastraCompositeStore {
  return new VersionedStore(store, storage, options);
}
