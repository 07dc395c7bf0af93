/** How many ids are kept at most, which takes about 32 MB. */
export const MOST_KNOWN_IDS = 500_000;

/** What a list takes beside its ids, counted in ids. */
const LIST_COST = 16;

/** A list of items: the ids in their order. */
export type ListedIds = readonly string[];

interface KnownList {
  readonly ids: Promise<ListedIds>;
  /** How much room it takes, counted in ids; 0 until that is known. */
  size: number;
}

/**
 * Lists of items that were found by going through a whole version, for their other pages. A version
 * never changes, so a list of it is right for ever. The lists used last are kept.
 */
export class KnownLists {
  /** Those used last at the end. */
  readonly #lists = new Map<string, KnownList>();

  /**
   * Gives the list of a name, and finds it first unless it is known. Calls at the same time share
   * the work, and its failure, which is not kept.
   */
  get(name: string, find: () => Promise<ListedIds>): Promise<ListedIds> {
    const known = this.#lists.get(name);
    if (known !== undefined) {
      this.#lists.delete(name);
      this.#lists.set(name, known);
      return known.ids;
    }
    const list: KnownList = { ids: find(), size: 0 };
    this.#lists.set(name, list);
    void list.ids.then(
      (ids) => {
        list.size = ids.length + LIST_COST;
        this.#makeRoom();
      },
      () => {
        this.forget(name, list.ids);
      },
    );
    return list.ids;
  }

  /** Forgets a list, unless another one has its name already. */
  forget(name: string, ids: Promise<ListedIds>): void {
    if (this.#lists.get(name)?.ids === ids) this.#lists.delete(name);
  }

  #makeRoom(): void {
    let size = 0;
    for (const list of this.#lists.values()) size += list.size;
    for (const [name, list] of this.#lists) {
      if (size <= MOST_KNOWN_IDS) return;
      if (list.size === 0) continue;
      size -= list.size;
      this.#lists.delete(name);
    }
  }
}
