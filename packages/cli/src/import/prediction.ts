import {
  DatasetsError,
  type Dataset,
  type DatasetItem,
  type DatasetsStorage,
  type NewDatasetItem,
  type OnConflict,
} from '@mastra-datasets/core';
import { isEqualJson } from '../equal-json.js';
import { contentOf } from '../formats/writers.js';

/** How many items an import would add, update and find unchanged. */
export interface PredictedCounts {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Counts what an import would make of items, by what is there under their external ids. */
export class Prediction {
  readonly counts = { added: 0, updated: 0, unchanged: 0 };
  readonly #kinds = new WeakMap<NewDatasetItem, keyof PredictedCounts>();
  readonly #datasets: DatasetsStorage;
  readonly #datasetId: string;
  readonly #onConflict: OnConflict;

  constructor(datasets: DatasetsStorage, { id }: Dataset, onConflict: OnConflict) {
    this.#datasets = datasets;
    this.#datasetId = id;
    this.#onConflict = onConflict;
  }

  async add(item: NewDatasetItem): Promise<void> {
    const kind = await this.#kindOf(item);
    this.counts[kind] += 1;
    this.#kinds.set(item, kind);
  }

  /** Takes back an item that was refused after all. */
  remove(item: NewDatasetItem): void {
    const kind = this.#kinds.get(item);
    if (kind !== undefined) this.counts[kind] -= 1;
  }

  async #kindOf(item: NewDatasetItem): Promise<keyof PredictedCounts> {
    // What is there already is refused, so that everything else is new.
    if (this.#onConflict === 'error' || item.externalId === undefined) return 'added';
    const current = await this.#find(item.externalId);
    if (current === null) return 'added';
    if (this.#onConflict === 'skip') return 'unchanged';
    return isEqualJson(contentOf(current), item) ? 'unchanged' : 'updated';
  }

  async #find(externalId: string): Promise<DatasetItem | null> {
    try {
      return await this.#datasets.getItemByExternalId({ datasetId: this.#datasetId, externalId });
    } catch (error) {
      // The import refuses such an id with its row.
      if (error instanceof DatasetsError && error.code === 'INVALID_ARGUMENT') return null;
      throw error;
    }
  }
}
