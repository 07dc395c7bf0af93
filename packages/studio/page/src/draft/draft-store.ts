import { createStore, delMany, entries, set, type UseStore } from 'idb-keyval';
import { useSyncExternalStore } from 'react';
import type { DraftChange } from './draft.js';
import { note, readNotes, strike } from './journal.js';
import type { KeptChange } from './kept-change.js';
import { editedFields, mergeEdit, type Edit } from './merge-edit.js';
import { onEdits, tellTabs } from './tabs.js';

/** All that was changed of a dataset, and not committed yet. */
export interface Draft {
  /** By the ids of items, in the order in which they were changed first. */
  readonly changes: ReadonlyMap<string, DraftChange>;
  /** Whether what earlier visits left was read; until then, there may be more. */
  readonly isRead: boolean;
  /** Why the browser cannot keep the draft; then it is lost with the page. */
  readonly failure: unknown;
}

/** A change that the database is to have, with its note; `null` for what is to be forgotten. */
interface Unkept {
  readonly kept: KeptChange | null;
  readonly text: string;
}

let database: UseStore | undefined;

/** A database of the browser: a draft may be larger than `localStorage` is. */
function openDatabase(): UseStore {
  return (database ??= createStore('mastra-datasets', 'drafts'));
}

/**
 * The draft of a dataset. Each change is kept by the browser at once, so that neither a reload nor a
 * server that was ended loses what somebody typed. All tabs of the browser have the same draft.
 */
export class DraftStore {
  readonly #datasetId: string;
  #draft: Draft = { changes: new Map(), isRead: false, failure: null };
  readonly #orders = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  /** What the database is to have next. */
  readonly #unkept = new Map<string, Unkept>();
  /** What it is writing. */
  #beingKept: ReadonlyMap<string, unknown> = new Map();
  #keeping: Promise<void> | null = null;

  constructor(datasetId: string) {
    this.#datasetId = datasetId;
    void this.read();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): Draft => this.#draft;

  /** Whether something was changed that the browser has not kept yet. */
  get isKeeping(): boolean {
    return this.#keeping !== null;
  }

  /** Waits until the browser has kept all that was changed, or could not. */
  async whenKept(): Promise<void> {
    while (this.#keeping !== null) await this.#keeping;
  }

  /** Sets the change of an item; `null` forgets it. */
  set(id: string, change: DraftChange | null): void {
    this.setAll([[id, change]]);
  }

  setAll(all: Iterable<readonly [id: string, change: DraftChange | null]>): void {
    const changes = new Map(this.#draft.changes);
    const edits: Edit[] = [];
    for (const [id, change] of all) {
      const fields = editedFields(changes.get(id) ?? null, change);
      if (change === null) changes.delete(id);
      else {
        changes.set(id, change);
        if (!this.#orders.has(id)) this.#orders.set(id, Date.now() + this.#orders.size / 1_000);
      }
      this.#willKeep(id, change);
      const order = this.#orders.get(id) ?? 0;
      edits.push({ datasetId: this.#datasetId, id, order, change, fields });
    }
    tellTabs(edits);
    this.#show({ ...this.#draft, changes });
    this.#keep();
  }

  /** Takes over what another tab edited. That tab keeps it, unless both typed at the same moment. */
  take(edits: readonly Edit[]): void {
    const changes = new Map(this.#draft.changes);
    for (const edit of edits) {
      const { id, order } = edit;
      const change = mergeEdit(changes.get(id) ?? null, edit);
      if (change === null) changes.delete(id);
      else changes.set(id, change);
      this.#orders.set(id, order);
      const isOther = JSON.stringify(change) !== JSON.stringify(edit.change);
      // While what was read before is not here, the edit has to outlast it.
      if (isOther || this.isKeeping || !this.#draft.isRead) this.#willKeep(id, change);
    }
    this.#show({ ...this.#draft, changes });
    this.#keep();
  }

  #willKeep(id: string, change: DraftChange | null): void {
    const order = this.#orders.get(id) ?? 0;
    const kept = change === null ? null : { order, change };
    this.#unkept.set(id, { kept, text: note(this.#datasetId, id, kept) });
  }

  #show(draft: Draft): void {
    this.#draft = draft;
    for (const listener of this.#listeners) listener();
  }

  /**
   * Reads what the browser keeps. What this page changed and the browser has not kept yet is newer, and
   * stays.
   */
  async read(): Promise<void> {
    if (this.#draft.failure !== null) return;
    const before = this.#draft.changes;
    const unkept = new Set([...this.#beingKept.keys(), ...this.#unkept.keys()]);
    try {
      const kept = await entries<IDBValidKey, KeptChange>(openDatabase());
      const own = kept.flatMap(([key, value]) =>
        Array.isArray(key) && key[0] === this.#datasetId ? [value] : [],
      );
      const byId = new Map(own.map((one) => [one.change.id, one]));
      for (const [id, one] of readNotes(this.#datasetId)) {
        if (one === null) byId.delete(id);
        else byId.set(id, one);
      }
      const sorted = [...byId.values()].sort((left, right) => left.order - right.order);
      const changes = new Map(sorted.map(({ change }) => [change.id, change]));
      for (const { order, change } of sorted) this.#orders.set(change.id, order);
      const now = this.#draft.changes;
      for (const id of new Set([...unkept, ...before.keys(), ...now.keys()])) {
        const change = now.get(id);
        // What was changed before it was kept, or while they were read, is newer.
        if (!unkept.has(id) && change === before.get(id)) continue;
        if (change === undefined) changes.delete(id);
        else changes.set(id, change);
      }
      this.#show({ ...this.#draft, changes, isRead: true });
    } catch (failure) {
      this.#show({ ...this.#draft, isRead: true, failure });
    }
  }

  /** Keeps what was changed. While that is under way, the newest of further changes wait. */
  #keep(): void {
    if (this.#unkept.size === 0) return;
    this.#keeping ??= this.#keepAll().finally(() => {
      this.#keeping = null;
      // For what was changed after the last look at what is left.
      this.#keep();
    });
  }

  async #keepAll(): Promise<void> {
    try {
      while (this.#unkept.size > 0) {
        const batch = [...this.#unkept];
        this.#beingKept = new Map(batch);
        this.#unkept.clear();
        const gone = batch.filter(([, { kept }]) => kept === null).map(([id]) => this.#key(id));
        if (gone.length > 0) await delMany(gone, openDatabase());
        for (const [id, { kept }] of batch) {
          if (kept !== null) await set(this.#key(id), kept, openDatabase());
        }
        for (const [id, { text }] of batch) strike(this.#datasetId, id, text);
      }
      if (this.#draft.failure !== null) this.#show({ ...this.#draft, failure: null });
    } catch (failure) {
      this.#show({ ...this.#draft, failure });
    } finally {
      this.#beingKept = new Map();
    }
  }

  #key(id: string): IDBValidKey {
    return [this.#datasetId, id];
  }
}

const stores = new Map<string, DraftStore>();

/** The draft of a dataset; every screen has the same. */
export function draftStore(datasetId: string): DraftStore {
  let store = stores.get(datasetId);
  if (store === undefined) {
    store = new DraftStore(datasetId);
    stores.set(datasetId, store);
  }
  return store;
}

/** The draft of a dataset as it is now. */
export function useDraft(datasetId: string): Draft {
  const { subscribe, get } = draftStore(datasetId);
  return useSyncExternalStore(subscribe, get);
}

/** Keeps the drafts of this page equal to those of the other tabs of the browser. */
export function followTabs(): void {
  onEdits((edits) => {
    for (const [datasetId, store] of stores) {
      const own = edits.filter((edit) => edit.datasetId === datasetId);
      if (own.length > 0) store.take(own);
    }
  });
}

/** Asks before the page is left while the browser has not kept everything, or could not. */
export function guardDrafts(): void {
  window.addEventListener('beforeunload', (event) => {
    const isLosing = [...stores.values()].some(
      (store) => store.isKeeping || (store.get().failure !== null && store.get().changes.size > 0),
    );
    if (isLosing) event.preventDefault();
  });
}
