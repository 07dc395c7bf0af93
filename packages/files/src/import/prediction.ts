import type {
  Dataset,
  DatasetItem,
  DatasetsStorage,
  NewDatasetItem,
  OnConflict,
} from '@mastra-datasets/core';
import { contentOf } from '../formats/content.js';
import { isEqualJson } from '../json/equal.js';
import { isObject } from '../json/objects.js';

/** How many items an import would add, update and find unchanged. */
export interface PredictedCounts {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What an import would delete. */
interface MissingItems {
  readonly count: number;
  readonly first: readonly DatasetItem[];
}

/** What an import does that is predicted. */
interface PredictedImport {
  readonly onConflict: OnConflict;
  /** Whether the items are deleted that it does not name. */
  readonly deletesMissing: boolean;
}

/** What a prediction asks of a storage. */
type Lookup = Pick<DatasetsStorage, 'getItemByExternalId' | 'iterateItems'>;

/** How many items are looked up at a time: each may take a round trip to a server. */
const MOST_LOOKUPS = 32;

/** Counts what an import would make of items, by what is there under their external ids. */
export class Prediction {
  readonly #counts = { added: 0, updated: 0, unchanged: 0 };
  readonly #kinds = new WeakMap<NewDatasetItem, keyof PredictedCounts | 'refused'>();
  readonly #lookups = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];
  readonly #datasets: Lookup;
  readonly #datasetId: string;
  readonly #onConflict: OnConflict;
  /** The external ids of all items, where what they do not name is deleted. */
  readonly #names: Set<string> | null;

  constructor(
    datasets: Lookup,
    { id }: Pick<Dataset, 'id'>,
    { onConflict, deletesMissing }: PredictedImport,
  ) {
    this.#datasets = datasets;
    this.#datasetId = id;
    this.#onConflict = onConflict;
    this.#names = deletesMissing ? new Set() : null;
  }

  /** Takes an item, and waits while many others are being looked up. */
  async add(item: NewDatasetItem): Promise<void> {
    if (item.externalId !== undefined) this.#names?.add(item.externalId);
    const lookup = this.#count(item)
      .catch((error: unknown) => this.#failures.push(error))
      .then(() => {
        this.#lookups.delete(lookup);
      });
    this.#lookups.add(lookup);
    if (this.#lookups.size >= MOST_LOOKUPS) await Promise.race(this.#lookups);
  }

  /** Takes back an item that was refused after all. */
  remove(item: NewDatasetItem): void {
    const kind = this.#kinds.get(item);
    this.#kinds.set(item, 'refused');
    if (kind !== undefined && kind !== 'refused') this.#counts[kind] -= 1;
  }

  /** The counts, once all items were looked up. */
  async counts(): Promise<PredictedCounts> {
    await Promise.all(this.#lookups);
    if (this.#failures.length > 0) throw this.#failures[0];
    return this.#counts;
  }

  /** The current items that would be deleted: how many, and the first of them, up to `limit`. */
  async missing(limit: number): Promise<MissingItems> {
    const names = this.#names;
    const first: DatasetItem[] = [];
    let count = 0;
    if (names === null) return { count, first };
    for await (const item of this.#datasets.iterateItems({ datasetId: this.#datasetId })) {
      if (item.externalId !== undefined && names.has(item.externalId)) continue;
      count += 1;
      if (first.length < limit) first.push(item);
    }
    return { count, first };
  }

  async #count(item: NewDatasetItem): Promise<void> {
    const kind = await this.#kindOf(item);
    if (this.#kinds.get(item) === 'refused') return;
    this.#kinds.set(item, kind);
    this.#counts[kind] += 1;
  }

  async #kindOf(item: NewDatasetItem): Promise<keyof PredictedCounts> {
    // What is there already is refused, so that everything else is new.
    if (this.#onConflict === 'error' || item.externalId === undefined) return 'added';
    const current = await this.#find(item.externalId);
    if (current === null) return 'added';
    if (this.#onConflict === 'skip') return 'unchanged';
    const isSame =
      this.#onConflict === 'merge'
        ? mergesWithoutChange(contentOf(current), item)
        : isEqualJson(contentOf(current), item);
    return isSame ? 'unchanged' : 'updated';
  }

  async #find(externalId: string): Promise<DatasetItem | null> {
    try {
      return await this.#datasets.getItemByExternalId({ datasetId: this.#datasetId, externalId });
    } catch (error) {
      // The import refuses such an id with its row.
      if (error instanceof Error && 'code' in error && error.code === 'INVALID_ARGUMENT')
        return null;
      throw error;
    }
  }
}

/** Whether an item differs in nothing when another one is merged into it. */
function mergesWithoutChange(present: NewDatasetItem, given: NewDatasetItem): boolean {
  return Object.entries<unknown>({ ...given }).every(([field, value]) => {
    const before: unknown = Reflect.get(present, field);
    return field === 'context' || field === 'attributes'
      ? isMerged(before, value)
      : isEqualJson({ value: before }, { value });
  });
}

/** Whether a merge patch (RFC 7396) leaves a value as it is. */
function isMerged(present: unknown, patch: unknown): boolean {
  if (!isObject(patch)) return isEqualJson({ value: present }, { value: patch });
  if (!isObject(present)) return false;
  return Object.entries(patch).every(([key, value]) =>
    value === null
      ? !Object.hasOwn(present, key)
      : Object.hasOwn(present, key) && isMerged(present[key], value),
  );
}
