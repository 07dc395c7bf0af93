import {
  compareText,
  type ItemOrder,
  type ItemPageRequest,
  type ItemRecord,
  type ListPosition,
} from '@mastra-datasets/core';
import { countLeading } from './binary-search.js';

/** From how many removals on one pass over the list is cheaper than removing one by one. */
const BULK_REMOVAL_LENGTH = 32;

/** Compares places in a list, oldest first. */
export function compareOldestFirst(left: ListPosition, right: ListPosition): number {
  return left.createdAt - right.createdAt || compareText(left.id, right.id);
}

/** The current items of a dataset, kept in the order of their creation. */
export class ItemList {
  #items: ItemRecord[] = [];

  add(item: ItemRecord): void {
    const last = this.#items.at(-1);
    if (last === undefined || compareOldestFirst(last, item) < 0) this.#items.push(item);
    else this.#items.splice(this.#indexOf(item), 0, item);
  }

  replace(item: ItemRecord): void {
    this.#items[this.#indexOf(item)] = item;
  }

  remove(items: readonly ItemRecord[]): void {
    if (items.length < BULK_REMOVAL_LENGTH) {
      for (const item of items) this.#items.splice(this.#indexOf(item), 1);
    } else {
      const removed = new Set(items);
      this.#items = this.#items.filter((item) => !removed.has(item));
    }
  }

  /** Some of the items in order, from right after a place or from the beginning. */
  page({ after, offset, limit, order }: Omit<ItemPageRequest, 'datasetId' | 'at'>): ItemRecord[] {
    const items = this.#items;
    if (order === 'oldest') {
      const start = (after === null ? 0 : this.#next(after, 1)) + offset;
      return items.slice(start, limit === null ? undefined : start + limit);
    }
    const end = Math.max(0, (after === null ? items.length : this.#next(after, -1) + 1) - offset);
    return items.slice(limit === null ? 0 : Math.max(0, end - limit), end).reverse();
  }

  /** Gives the items in order, from right after a place or from the beginning. */
  *from(after: ListPosition | null, order: ItemOrder): Generator<ItemRecord, void, undefined> {
    const items = this.#items;
    const step = order === 'oldest' ? 1 : -1;
    let index =
      after === null ? (order === 'oldest' ? 0 : items.length - 1) : this.#next(after, step);
    for (let item = items[index]; item !== undefined; item = items[index]) {
      yield item;
      index += step;
    }
  }

  /** The index of the first item behind a place, going up or down. */
  #next(place: ListPosition, step: 1 | -1): number {
    const index = this.#indexOf(place);
    if (step === -1) return index - 1;
    const item = this.#items[index];
    return item !== undefined && compareOldestFirst(item, place) === 0 ? index + 1 : index;
  }

  /** The index of the first item that does not come before a place. */
  #indexOf(place: ListPosition): number {
    return countLeading(this.#items, (item) => compareOldestFirst(item, place) < 0);
  }
}
