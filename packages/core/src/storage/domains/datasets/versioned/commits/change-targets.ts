import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { ItemRecord } from '../adapter/records.js';
import type { Attempts } from './attempts.js';
import { conditionOf } from './expected-items.js';
import type { Change, Mutation } from './mutations.js';

/** Current items that changes depend on. What a change names that is not there is not among them. */
export interface Targets {
  /** What additions meet that skip or update the item with their external id. */
  readonly byExternalId: ReadonlyMap<string, ItemRecord>;
  /** What changes look at that name an item by its id. */
  readonly byId: ReadonlyMap<string, ItemRecord>;
}

const NO_TARGETS: Targets = { byExternalId: new Map(), byId: new Map() };

/** What changes depend on. */
interface Wanted {
  readonly externalIds: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** The id of an item whose state decides what a change does; none where its id is enough. */
function idToLookAt(change: Change): string[] {
  const isMerge = change.type === 'update' && change.item.merge !== undefined;
  return conditionOf(change)
    .filter(({ expectedItemVersion }) => isMerge || typeof expectedItemVersion === 'number')
    .map(({ id }) => id);
}

/** The external id of an addition that skips or updates the item that has it already. */
function externalIdToMeet(change: Change): string[] {
  if (change.type !== 'add' || change.onConflict === 'error') return [];
  return change.item.externalId === null ? [] : [change.item.externalId];
}

function wantedBy(mutations: readonly Mutation[]): Wanted {
  const externalIds = new Set<string>();
  const ids = new Set<string>();
  for (const { changes } of mutations) {
    for (const change of changes) {
      for (const externalId of externalIdToMeet(change)) externalIds.add(externalId);
      for (const id of idToLookAt(change)) ids.add(id);
    }
  }
  return { externalIds, ids };
}

/**
 * Reads the current items that changes depend on. After a refused commit, it reads only what
 * has changed since the last read. To read thousands of items again would take so long that others
 * could change one of them again.
 */
export class ChangeTargets implements Targets {
  readonly byExternalId = new Map<string, ItemRecord>();
  readonly byId = new Map<string, ItemRecord>();
  readonly #datasetId: string;
  readonly #attempts: Attempts;
  readonly #externalIds = new Map<string, string>();
  /** The version at which the items were read; `null` when it is not known. */
  #version: number | null = null;

  constructor(datasetId: string, attempts: Attempts) {
    this.#datasetId = datasetId;
    this.#attempts = attempts;
  }

  /** Gives the items that the changes of some mutations depend on, as they are now. */
  async read(mutations: readonly Mutation[], primitives: DatasetsPrimitives): Promise<Targets> {
    const wanted = wantedBy(mutations);
    if (wanted.externalIds.size + wanted.ids.size === 0) return NO_TARGETS;
    // To know the version costs one more read. It is needed only when others write, too.
    const version = this.#attempts.isContended ? await this.#newestVersion(primitives) : null;
    if (version === null || this.#version === null) {
      await this.#readAll(primitives, wanted);
    } else {
      await this.#readChanges(primitives, wanted, { from: this.#version, to: version });
    }
    this.#version = version;
    return this;
  }

  async #newestVersion(primitives: DatasetsPrimitives): Promise<number | null> {
    const newest = await primitives.findCommit(this.#datasetId, { type: 'newest' });
    if (newest === null) return null;
    this.#attempts.saw(newest.version);
    return newest.version;
  }

  /** Reads the current items. They are at least as new as the version that was read before. */
  async #readAll(primitives: DatasetsPrimitives, wanted: Wanted): Promise<void> {
    this.byExternalId.clear();
    this.byId.clear();
    this.#externalIds.clear();
    const { externalIds, ids } = wanted;
    const datasetId = this.#datasetId;
    if (externalIds.size > 0) {
      const keys = [...externalIds];
      const found = await primitives.findItemsByExternalId(datasetId, keys, null);
      for (const item of found) this.#set(item, wanted);
    }
    if (ids.size > 0) {
      const found = await primitives.findItems([...ids], null, datasetId);
      for (const item of found) this.#set(item, wanted);
    }
  }

  async #readChanges(
    primitives: DatasetsPrimitives,
    wanted: Wanted,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<void> {
    const ids = await primitives.findChangedItemIds(this.#datasetId, from, to);
    for (const id of ids) {
      this.byId.delete(id);
      const externalId = this.#externalIds.get(id);
      if (externalId !== undefined) this.byExternalId.delete(externalId);
    }
    for (const item of await primitives.findItems(ids, to, this.#datasetId)) {
      this.#set(item, wanted);
    }
  }

  #set(item: ItemRecord, { externalIds, ids }: Wanted): void {
    const { id, externalId } = item;
    // Some adapters find items of other datasets, too.
    if (item.datasetId !== this.#datasetId) return;
    if (ids.has(id)) this.byId.set(id, item);
    if (externalId === null || !externalIds.has(externalId)) return;
    this.byExternalId.set(externalId, item);
    this.#externalIds.set(id, externalId);
  }
}
