import type { DatasetItem } from '../../api/wire.js';

/** How many rows that were read are kept as objects. */
const MOST_PARSED = 4_000;

/** How many characters of JSON are kept at most. What is beyond is asked for when it is looked at. */
const MOST_TEXT = 64_000_000;

/** The id of an item in JSON, which begins with it. */
const ID = /^\{"id":("(?:[^"\\]|\\.)*")/;

function idOf(text: string): string {
  const quoted = ID.exec(text)?.[1];
  return quoted === undefined
    ? (JSON.parse(text) as DatasetItem).id
    : (JSON.parse(quoted) as string);
}

/**
 * The rows of a list that have come. Those from the first one on are kept as JSON, which takes a fraction
 * of the memory of objects. Of the others, those that were looked at last are kept.
 */
export class KeptRows {
  readonly #total: number;
  /** Rows from the first one on, without a gap. */
  readonly #texts: string[] = [];
  #textSize = 0;
  /** Rows as objects, those looked at last at the end. */
  readonly #parsed = new Map<number, DatasetItem>();
  #ids: readonly string[] | undefined;

  constructor(total: number) {
    this.#total = total;
  }

  /** How many rows are here from the first one on, without a gap. */
  get length(): number {
    return this.#texts.length;
  }

  /** Whether every row is here. */
  get isComplete(): boolean {
    return this.length === this.#total;
  }

  /** Whether there is no room for more rows in JSON. */
  get isFull(): boolean {
    return this.#textSize > MOST_TEXT;
  }

  /** The row at a place from 0; `undefined` while it is not here. */
  get(index: number): DatasetItem | undefined {
    const known = this.#parsed.get(index);
    if (known !== undefined) return known;
    const text = this.#texts[index];
    if (text === undefined) return undefined;
    const item = JSON.parse(text) as DatasetItem;
    this.keep(index, [item]);
    return item;
  }

  /** Whether a row is here. */
  has(index: number): boolean {
    return index < this.length || this.#parsed.has(index);
  }

  /** The ids of all rows in their order; empty while some rows are not here. */
  allIds(): readonly string[] {
    if (!this.isComplete) return [];
    this.#ids ??= this.#texts.map(idOf);
    return this.#ids;
  }

  /** Keeps rows that are looked at, the first of which is at a place. */
  keep(first: number, items: readonly DatasetItem[]): void {
    items.forEach((item, offset) => {
      this.#parsed.delete(first + offset);
      this.#parsed.set(first + offset, item);
    });
    for (const index of this.#parsed.keys()) {
      if (this.#parsed.size <= MOST_PARSED) break;
      this.#parsed.delete(index);
    }
  }

  /** Adds the rows after those that are here without a gap. */
  append(items: readonly DatasetItem[]): void {
    for (const item of items) {
      const text = JSON.stringify(item);
      this.#texts.push(text);
      this.#textSize += text.length;
    }
  }
}
