import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { ItemRecord } from '../adapter/records.js';
import type { Attempts } from './attempts.js';
import type { Mutation } from './mutations.js';

/** The external ids of additions that skip or update the item that has the external id already. */
function upsertedIds(mutations: readonly Mutation[]): Set<string> {
  const externalIds = new Set<string>();
  for (const { changes } of mutations) {
    for (const change of changes) {
      if (change.type !== 'add' || change.onConflict === 'error') continue;
      if (change.item.externalId !== null) externalIds.add(change.item.externalId);
    }
  }
  return externalIds;
}

/**
 * The current items that upserts meet, by external id. After a refused commit, it reads only what
 * has changed since the last read. To read thousands of items again would take so long that others
 * could change one of them again.
 */
export class UpsertTargets {
  readonly #datasetId: string;
  readonly #attempts: Attempts;
  readonly #items = new Map<string, ItemRecord>();
  readonly #externalIds = new Map<string, string>();
  /** The version at which the items were read; `null` when it is not known. */
  #version: number | null = null;

  constructor(datasetId: string, attempts: Attempts) {
    this.#datasetId = datasetId;
    this.#attempts = attempts;
  }

  /** Gives the items that the upserts of some mutations meet now. */
  async read(
    mutations: readonly Mutation[],
    primitives: DatasetsPrimitives,
  ): Promise<ReadonlyMap<string, ItemRecord>> {
    const wanted = upsertedIds(mutations);
    if (wanted.size === 0) return new Map();
    // To know the version costs one more read. It is needed only when others write, too.
    const version = this.#attempts.isContended ? await this.#newestVersion(primitives) : null;
    if (version === null || this.#version === null) {
      await this.#readAll(primitives, [...wanted]);
    } else {
      await this.#readChanges(primitives, wanted, { from: this.#version, to: version });
    }
    this.#version = version;
    return this.#items;
  }

  async #newestVersion(primitives: DatasetsPrimitives): Promise<number | null> {
    const newest = await primitives.findCommit(this.#datasetId, { type: 'newest' });
    if (newest === null) return null;
    this.#attempts.saw(newest.version);
    return newest.version;
  }

  /** Reads the current items. They are at least as new as the version that was read before. */
  async #readAll(primitives: DatasetsPrimitives, externalIds: readonly string[]): Promise<void> {
    this.#items.clear();
    this.#externalIds.clear();
    const datasetId = this.#datasetId;
    const found = await primitives.findItemsByExternalId(datasetId, externalIds, null);
    for (const item of found) this.#set(item);
  }

  async #readChanges(
    primitives: DatasetsPrimitives,
    wanted: ReadonlySet<string>,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<void> {
    const ids = await primitives.findChangedItemIds(this.#datasetId, from, to);
    for (const id of ids) {
      const externalId = this.#externalIds.get(id);
      if (externalId !== undefined) this.#items.delete(externalId);
    }
    for (const item of await primitives.findItems(ids, to, this.#datasetId)) {
      if (item.externalId !== null && wanted.has(item.externalId)) this.#set(item);
    }
  }

  #set(item: ItemRecord): void {
    this.#items.set(item.externalId ?? '', item);
    this.#externalIds.set(item.id, item.externalId ?? '');
  }
}
