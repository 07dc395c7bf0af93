import { itemMatcher, type NormalizedItemFilter } from '../../filter.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';
import { toItem } from '../reading/results.js';
import { DEFAULT_BATCH_SIZE, scanItems } from '../reading/scan-items.js';

/**
 * The current items of a dataset that meet conditions. It keeps only their ids in memory. When
 * others commit meanwhile, it judges only what they changed again.
 */
export class MatchingItems {
  readonly #filter: NormalizedItemFilter;
  readonly #ids = new Set<string>();
  /** The version whose items have all been judged. */
  #judged: number | null = null;

  constructor(filter: NormalizedItemFilter) {
    this.#filter = filter;
  }

  /** The ids of the items of the newest version that match. */
  async at(primitives: DatasetsPrimitives, newest: CommitRecord): Promise<readonly string[]> {
    if (this.#judged === null) await this.#judgeAll(primitives, newest);
    else await this.#judgeChanges(primitives, newest, this.#judged);
    this.#judged = newest.version;
    return [...this.#ids];
  }

  async #judgeAll(primitives: DatasetsPrimitives, newest: CommitRecord): Promise<void> {
    const scan = { order: 'newest', batchSize: DEFAULT_BATCH_SIZE, filter: this.#filter } as const;
    for await (const { id } of scanItems(primitives, newest, scan)) this.#ids.add(id);
  }

  async #judgeChanges(
    primitives: DatasetsPrimitives,
    { datasetId, version }: CommitRecord,
    since: number,
  ): Promise<void> {
    const matches = itemMatcher(this.#filter);
    const changed = await primitives.findChangedItemIds(datasetId, since, version);
    for (let start = 0; start < changed.length; start += DEFAULT_BATCH_SIZE) {
      const ids = changed.slice(start, start + DEFAULT_BATCH_SIZE);
      for (const id of ids) this.#ids.delete(id);
      const records = await primitives.findItems(ids, version, datasetId);
      for (const item of records.map(toItem).filter(matches)) this.#ids.add(item.id);
    }
  }
}
