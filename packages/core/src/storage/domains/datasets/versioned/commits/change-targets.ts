import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { ItemRecord, NamedItem } from '../adapter/records.js';
import type { Attempts } from './attempts.js';
import { conditionOf } from './expected-items.js';
import type { Change, Mutation } from './mutations.js';

/** Items that changes depend on. Items that do not exist are left out. */
export interface Targets {
  /** The items, current or deleted, that the external ids of additions name. */
  readonly byExternalId: ReadonlyMap<string, NamedItem>;
  /** The current items that updates and deletions name by their ids. */
  readonly byId: ReadonlyMap<string, NamedItem>;
}

const NO_TARGETS: Targets = { byExternalId: new Map(), byId: new Map() };

/** What changes depend on. */
interface Wanted {
  readonly externalIds: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** The id of the item, when its state decides what a change does; none where the id is enough. */
function idToLookAt(change: Change): string[] {
  const isMerge = change.type === 'update' && change.item.merge !== undefined;
  return conditionOf(change)
    .filter(({ expectedItemVersion }) => isMerge || typeof expectedItemVersion === 'number')
    .map(({ id }) => id);
}

/** The external id of an addition that may meet an item; with `all`, that of any addition. */
function externalIdToMeet(change: Change, all: boolean): string[] {
  if (change.type !== 'add' || (change.onConflict === 'error' && !all)) return [];
  return change.item.externalId === null ? [] : [change.item.externalId];
}

function wantedBy(mutations: readonly Mutation[], all: boolean): Wanted {
  const externalIds = new Set<string>();
  const ids = new Set<string>();
  for (const { changes } of mutations) {
    for (const change of changes) {
      for (const externalId of externalIdToMeet(change, all)) externalIds.add(externalId);
      for (const id of idToLookAt(change)) ids.add(id);
    }
  }
  return { externalIds, ids };
}

/**
 * Reads the items that changes depend on. After a refused commit, it reads only what
 * has changed since the last read. To read thousands of items again would take so long that others
 * could change one of them again.
 */
export class ChangeTargets implements Targets {
  readonly byExternalId = new Map<string, NamedItem>();
  readonly byId = new Map<string, NamedItem>();
  readonly #datasetId: string;
  readonly #attempts: Attempts;
  readonly #externalIds = new Map<string, string>();
  /** The version at which the items were read; `null` when it is not known. */
  #version: number | null = null;
  #looksForAll = false;

  constructor(datasetId: string, attempts: Attempts) {
    this.#datasetId = datasetId;
    this.#attempts = attempts;
  }

  /**
   * From now on, reads look for the items of all additions, also of additions that expect to meet
   * none. Gives whether this is a change.
   */
  lookForAll(): boolean {
    const isNew = !this.#looksForAll;
    this.#looksForAll = true;
    if (isNew) this.forget();
    return isNew;
  }

  /** Gives the items that the changes of some mutations depend on, as they are now. */
  async read(mutations: readonly Mutation[], primitives: DatasetsPrimitives): Promise<Targets> {
    const wanted = wantedBy(mutations, this.#looksForAll);
    if (wanted.externalIds.size + wanted.ids.size === 0) return NO_TARGETS;
    // To know the version costs one more read. It is of use only when others write, too.
    const version = this.#attempts.isContended ? await this.#newestVersion(primitives) : null;
    if (version === null || this.#version === null) {
      await this.#readAll(primitives, wanted);
    } else {
      await this.#readChanges(primitives, wanted, { from: this.#version, to: version });
    }
    this.#version = version;
    return this;
  }

  /** Forgets what was read. A purge needs this: no version names the items that it changed. */
  forget(): void {
    this.#version = null;
  }

  async #newestVersion(primitives: DatasetsPrimitives): Promise<number | null> {
    const newest = await primitives.findCommit(this.#datasetId, { type: 'newest' });
    if (newest === null) return null;
    this.#attempts.saw(newest.version);
    return newest.version;
  }

  /** Reads all items. They are at least as new as the version that was read before. */
  async #readAll(primitives: DatasetsPrimitives, wanted: Wanted): Promise<void> {
    this.byExternalId.clear();
    this.byId.clear();
    this.#externalIds.clear();
    const { externalIds, ids } = wanted;
    if (externalIds.size > 0) await this.#readNamed(primitives, [...externalIds]);
    if (ids.size > 0) {
      const found = await primitives.findItems([...ids], null, this.#datasetId);
      for (const item of found) this.#setCurrent(item, wanted);
    }
  }

  async #readNamed(primitives: DatasetsPrimitives, externalIds: readonly string[]): Promise<void> {
    const found = await primitives.findNamedItems(this.#datasetId, externalIds);
    for (const named of found) this.#setNamed(named);
  }

  async #readChanges(
    primitives: DatasetsPrimitives,
    wanted: Wanted,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<void> {
    const ids = await primitives.findChangedItemIds(this.#datasetId, from, to);
    const gone = new Set(ids);
    for (const id of ids) {
      this.byId.delete(id);
      const externalId = this.#externalIds.get(id);
      if (externalId !== undefined) this.byExternalId.delete(externalId);
    }
    for (const item of await primitives.findItems(ids, to, this.#datasetId)) {
      gone.delete(item.id);
      this.#setCurrent(item, wanted);
    }
    // An external id that was new before may now name an item that others added and deleted.
    const unmet = [...wanted.externalIds].filter((name) => !this.byExternalId.has(name));
    if (gone.size > 0 && unmet.length > 0) await this.#readNamed(primitives, unmet);
  }

  #setCurrent(item: ItemRecord, { externalIds, ids }: Wanted): void {
    const { id, datasetId, externalId } = item;
    // Some adapters find items of other datasets, too.
    if (datasetId !== this.#datasetId) return;
    const named = { item, validTo: null };
    if (ids.has(id)) this.byId.set(id, named);
    if (externalId !== null && externalIds.has(externalId)) this.#setNamed(named);
  }

  #setNamed(named: NamedItem): void {
    const { id, externalId } = named.item;
    this.byExternalId.set(externalId ?? '', named);
    this.#externalIds.set(id, externalId ?? '');
  }
}
