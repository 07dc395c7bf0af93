import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { NamedItem } from '../adapter/records.js';
import type { Attempts } from './attempts.js';
import type { Mutation } from './mutations.js';

/** The external ids of additions: of all, or of those that may meet an item that is there. */
function addedIds(mutations: readonly Mutation[], all: boolean): Set<string> {
  const externalIds = new Set<string>();
  for (const { changes } of mutations) {
    for (const change of changes) {
      if (change.type !== 'add' || (change.onConflict === 'error' && !all)) continue;
      if (change.item.externalId !== null) externalIds.add(change.item.externalId);
    }
  }
  return externalIds;
}

/**
 * The items that additions meet, current or deleted, by external id. After a refused commit, it
 * reads only what has changed since the last read. To read thousands of items again would take so
 * long that others could change one of them again.
 */
export class UpsertTargets {
  readonly #primitives: DatasetsPrimitives;
  readonly #datasetId: string;
  readonly #attempts: Attempts;
  readonly #items = new Map<string, NamedItem>();
  readonly #externalIds = new Map<string, string>();
  /** The external ids that were looked for. */
  #wanted: ReadonlySet<string> = new Set();
  /** The version at which the items were read; `null` when it is not known. */
  #version: number | null = null;
  #looksForAll = false;

  constructor(primitives: DatasetsPrimitives, datasetId: string, attempts: Attempts) {
    this.#primitives = primitives;
    this.#datasetId = datasetId;
    this.#attempts = attempts;
  }

  /**
   * Makes reads look for the items of all additions, also of those that expect to meet none. Gives
   * whether they did not do so before.
   */
  lookForAll(): boolean {
    const isNew = !this.#looksForAll;
    this.#looksForAll = true;
    return isNew;
  }

  /** Gives the items that the additions of some mutations meet now. */
  async read(mutations: readonly Mutation[]): Promise<ReadonlyMap<string, NamedItem>> {
    const wanted = addedIds(mutations, this.#looksForAll);
    if (wanted.size === 0) return new Map();
    // To know the version costs one more read. It is needed only when others write, too.
    const version = this.#attempts.isContended ? await this.#newestVersion() : null;
    const isWidened = [...wanted].some((externalId) => !this.#wanted.has(externalId));
    if (version === null || this.#version === null || isWidened) {
      await this.#readAll([...wanted]);
    } else {
      await this.#readChanges(wanted, this.#version, version);
    }
    this.#version = version;
    this.#wanted = wanted;
    return this.#items;
  }

  async #newestVersion(): Promise<number | null> {
    const newest = await this.#primitives.findCommit(this.#datasetId, { type: 'newest' });
    if (newest === null) return null;
    this.#attempts.saw(newest.version);
    return newest.version;
  }

  /** Reads the items. They are at least as new as the version that was read before. */
  async #readAll(externalIds: readonly string[]): Promise<void> {
    this.#items.clear();
    this.#externalIds.clear();
    await this.#find(externalIds);
  }

  async #find(externalIds: readonly string[]): Promise<void> {
    const found = await this.#primitives.findNamedItems(this.#datasetId, externalIds);
    for (const named of found) this.#set(named);
  }

  async #readChanges(wanted: ReadonlySet<string>, from: number, to: number): Promise<void> {
    const ids = await this.#primitives.findChangedItemIds(this.#datasetId, from, to);
    const gone = new Set(ids);
    for (const id of ids) this.#items.delete(this.#externalIds.get(id) ?? '');
    for (const item of await this.#primitives.findItems(ids, to, this.#datasetId)) {
      gone.delete(item.id);
      if (item.externalId === null || !wanted.has(item.externalId)) continue;
      this.#set({ item, validTo: null });
    }
    // What is deleted may be what an external id names, also one that was new before.
    if (gone.size > 0) {
      await this.#find([...wanted].filter((externalId) => !this.#items.has(externalId)));
    }
  }

  #set(named: NamedItem): void {
    const { id, externalId } = named.item;
    this.#items.set(externalId ?? '', named);
    this.#externalIds.set(id, externalId ?? '');
  }
}
