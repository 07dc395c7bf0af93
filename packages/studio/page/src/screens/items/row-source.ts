import { listItems, type ItemsStreamQuery } from '../../api/items.js';
import { ApiProblem } from '../../api/problem.js';
import type { DatasetItem, ItemList } from '../../api/wire.js';
import { KeptRows } from './kept-rows.js';

/** How many items a request for rows gives. */
const PAGE_LENGTH = 100;

/**
 * How many pages are asked for at once; a server may work on one after the other. Those that nobody
 * sees yet leave room for the others.
 */
const MOST_REQUESTS = 2;
const MOST_NEARBY_REQUESTS = 1;

/**
 * The most items that are asked for at a time that nobody looks at, where the server allows as many.
 * What is looked at next may have to wait for them. So they are few at first, and again after each request
 * for rows that are looked at: whoever moves the scroll bar asks for others soon.
 */
const LONGEST_FILL = 1_000;

/**
 * The longest list in another order than that of creation whose rows are brought in advance: of
 * longer ones, servers keep no order, and find it again for each page.
 */
const MOST_SORTED = 450_000;

/** Which rows are looked at. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The rows of a list of items, which never changes. The rows that are looked at come first, page by page.
 * While none of them is on its way, the others come in their order, so that later nothing has to be
 * waited for.
 */
export class RowSource {
  readonly total: number;
  readonly #datasetId: string;
  readonly #query: ItemsStreamQuery;
  readonly #rows: KeptRows;
  /** Where the rows end that are here without a gap; `undefined` when no row follows. */
  #cursor: string | undefined;
  readonly #listeners = new Set<() => void>();
  /** Pages that are on their way. */
  readonly #requested = new Set<number>();
  /** Whether pages were asked for since rows were last asked for that nobody looks at. */
  #askedForPages = false;
  /** What goes on when no page is on its way any more. */
  readonly #waiting: (() => void)[] = [];
  /** Grows with each change of what is looked at. */
  #revision = 0;
  #range: Range = { start: 0, end: 0 };
  #error: unknown = null;
  #life = new AbortController();

  constructor(datasetId: string, query: ItemsStreamQuery, first: ItemList) {
    this.#datasetId = datasetId;
    this.#query = query;
    this.total = first.pagination.total;
    this.#rows = new KeptRows(this.total);
    this.#rows.keep(0, first.items);
    this.#append(first);
  }

  /** Asks for the first rows. Rejects with what the API rejects with. */
  static async open(
    datasetId: string,
    query: ItemsStreamQuery,
    signal: AbortSignal,
  ): Promise<RowSource> {
    const first = await listItems(datasetId, { ...query, page: 0, perPage: PAGE_LENGTH }, signal);
    return new RowSource(datasetId, query, first);
  }

  /** The row at a place from 0; `undefined` while it is on its way. */
  get(index: number): DatasetItem | undefined {
    return this.#rows.get(index);
  }

  /** The ids of all rows in their order; empty while some rows are not here. */
  allIds(): readonly string[] {
    return this.#rows.allIds();
  }

  /** Whether every row is here. */
  get isComplete(): boolean {
    return this.#rows.isComplete;
  }

  /** Why the rows that are looked at are not here; `null` while nothing failed. */
  get error(): unknown {
    return this.#error;
  }

  /** Changes whenever something of what is looked at does. */
  get revision(): number {
    return this.#revision;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Begins to bring rows, until what it returns is called.
   *
   * @param isWhole - Whether all rows come, and not only those that are looked at.
   */
  start({ isWhole = true }: { readonly isWhole?: boolean } = {}): () => void {
    const life = new AbortController();
    this.#life = life;
    const { order, orderBy } = this.#query;
    const isSorted = order === 'shuffled' || orderBy !== undefined;
    if (isWhole && (!isSorted || this.total <= MOST_SORTED)) void this.#fill(life.signal);
    return () => {
      life.abort();
    };
  }

  /** Says which rows are looked at, from `start` to before `end`. */
  look(start: number, end: number): void {
    this.#range = { start: Math.max(0, start), end: Math.min(this.total, end) };
    this.#requestPages();
  }

  /** Asks again for what failed. */
  retry(): void {
    this.#error = null;
    this.#notify();
    this.#requestPages();
  }

  #notify(): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener();
  }

  /** Adds the rows after those that are here without a gap. */
  #append({ items, nextCursor }: ItemList): void {
    this.#rows.append(items);
    this.#cursor = nextCursor;
  }

  /** Whether some row of a page is neither here nor on its way. */
  #isMissing(page: number): boolean {
    const from = page * PAGE_LENGTH;
    const to = Math.min(this.total, from + PAGE_LENGTH);
    if (page < 0 || this.#requested.has(page)) return false;
    for (let index = from; index < to; index += 1) if (!this.#rows.has(index)) return true;
    return false;
  }

  /** The next page to ask for: of what is looked at, or else nearby. */
  #nextPage(): number | undefined {
    const { start, end } = this.#range;
    const first = Math.floor(start / PAGE_LENGTH);
    const last = Math.floor(Math.max(start, end - 1) / PAGE_LENGTH);
    const visible = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const wanted = visible.find((page) => this.#isMissing(page));
    if (wanted !== undefined) return wanted;
    if (this.#requested.size >= MOST_NEARBY_REQUESTS) return undefined;
    return [last + 1, first - 1].find((page) => this.#isMissing(page));
  }

  #requestPages(): void {
    while (this.#requested.size < MOST_REQUESTS && this.#error === null) {
      const page = this.#nextPage();
      if (page === undefined) return;
      this.#requested.add(page);
      this.#askedForPages = true;
      void this.#request(page);
    }
  }

  async #request(page: number): Promise<void> {
    const { signal } = this.#life;
    try {
      const query = { ...this.#query, page, perPage: PAGE_LENGTH };
      const { items } = await listItems(this.#datasetId, query, signal);
      this.#rows.keep(page * PAGE_LENGTH, items);
    } catch (error) {
      if (!signal.aborted) this.#error = error;
    } finally {
      this.#requested.delete(page);
    }
    if (!signal.aborted) this.#notify();
    // Where the source was started again meanwhile, what was on its way then is asked for again.
    if (!this.#life.signal.aborted) this.#requestPages();
    if (this.#requested.size > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Waits until no page is on its way. */
  #whenQuiet(): Promise<void> {
    if (this.#requested.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Brings the rows in their order. Where that fails, rows still come as they are looked at. */
  async #fill(signal: AbortSignal, longest = LONGEST_FILL): Promise<void> {
    let perPage = PAGE_LENGTH;
    try {
      while (this.#cursor !== undefined && !this.#rows.isFull) {
        await this.#whenQuiet();
        perPage = this.#askedForPages ? PAGE_LENGTH : Math.min(longest, 2 * perPage);
        this.#askedForPages = false;
        const query = { ...this.#query, cursor: this.#cursor, page: 0, perPage };
        const list = await listItems(this.#datasetId, query, signal);
        signal.throwIfAborted();
        const before = this.#rows.length;
        this.#append(list);
        const { start, end } = this.#range;
        const isSeen = before < end && this.#rows.length > start;
        if (isSeen || list.nextCursor === undefined) this.#notify();
      }
    } catch (error) {
      // Otherwise, the rows that are looked at tell of what fails.
      if (isTooLong(error) && longest > PAGE_LENGTH) await this.#fill(signal, PAGE_LENGTH);
    }
  }
}

/** Whether a server gives no pages as long as one that was asked for. */
function isTooLong(error: unknown): boolean {
  return error instanceof ApiProblem && error.path === 'perPage';
}
