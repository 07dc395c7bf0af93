import { JsonDocument, NO_DOCUMENTS, type ItemRecord } from '@mastra-datasets/core';
import { countLeading } from './binary-search.js';
import { compareOldestFirst } from './item-list.js';

/** A state of an item that is no longer current. */
interface FormerState {
  item: ItemRecord;
  readonly validTo: number;
}

/** The former states of one time, oldest item first. */
interface Snapshot {
  readonly at: number;
  readonly items: readonly ItemRecord[];
}

const PURGED_INPUT = JsonDocument.fromValue(null);

/** A state without its content. */
export function withoutContent(item: ItemRecord, purgedAt: number): ItemRecord {
  return { ...item, ...NO_DOCUMENTS, externalId: null, input: PURGED_INPUT, purgedAt };
}

/** The states of a dataset's items that are no longer current. */
export class History {
  /** In the order of `validTo`, as commits append to it. */
  readonly #states: FormerState[] = [];
  readonly #byId = new Map<string, FormerState[]>();
  /** The ids of items with a state that has lost its content: every update asks for them. */
  readonly #purged = new Set<string>();
  /** The items that had an external id, each where its states begin to be the last ones. */
  readonly #idsByExternalId = new Map<string, string[]>();
  /** What was asked for last: pages of one version are read one after the other. */
  #snapshot: Snapshot | undefined;

  /** Takes a state that a commit has replaced or deleted. */
  add(item: ItemRecord, validTo: number): void {
    const state = { item, validTo };
    this.#states.push(state);
    const states = this.#byId.get(item.id);
    if (states === undefined) this.#byId.set(item.id, [state]);
    else states.push(state);
    if (item.purgedAt !== null) this.#purged.add(item.id);
    if (item.externalId !== null) this.#name(item.externalId, item.id);
    this.#snapshot = undefined;
  }

  #name(externalId: string, id: string): void {
    const ids = this.#idsByExternalId.get(externalId);
    if (ids === undefined) this.#idsByExternalId.set(externalId, [id]);
    else if (ids.at(-1) !== id) ids.push(id);
  }

  /** The last state of the item whose state with an external id ended last; `null` for a new one. */
  findNamed(externalId: string): Pick<FormerState, 'item' | 'validTo'> | null {
    const ids = this.#idsByExternalId.get(externalId) ?? [];
    for (const id of ids.toReversed()) {
      const last = this.#byId.get(id)?.at(-1);
      // A purge takes the external id away.
      if (last?.item.externalId === externalId) return last;
    }
    return null;
  }

  /** Removes the content of all states of an item. */
  purge(id: string, version: number): void {
    const states = this.#byId.get(id) ?? [];
    for (const state of states) {
      if (state.item.purgedAt === null) state.item = withoutContent(state.item, version);
    }
    if (states.length > 0) this.#purged.add(id);
    this.#snapshot = undefined;
  }

  /** Whether any state of an item has lost its content. */
  hasPurged(id: string): boolean {
    return this.#purged.has(id);
  }

  /** The ids of the items that have such states. */
  ids(): Iterable<string> {
    return this.#byId.keys();
  }

  statesOf(id: string): Pick<FormerState, 'item' | 'validTo'>[] {
    return (this.#byId.get(id) ?? []).map(({ item, validTo }) => ({ item, validTo }));
  }

  /** The state that an item had at a time, unless it is current. */
  find(id: string, at: number): ItemRecord | null {
    const states = this.#byId.get(id) ?? [];
    return states.find(({ item, validTo }) => item.version <= at && at < validTo)?.item ?? null;
  }

  /** The states that were current at a time but are no more, oldest item first. */
  snapshot(at: number): readonly ItemRecord[] {
    if (this.#snapshot?.at !== at) {
      const ended = countLeading(this.#states, ({ validTo }) => validTo <= at);
      const items = this.#states
        .slice(ended)
        .map(({ item }) => item)
        .filter(({ version }) => version <= at)
        .sort(compareOldestFirst);
      this.#snapshot = { at, items };
    }
    return this.#snapshot.items;
  }
}
