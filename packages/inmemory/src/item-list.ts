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
    const first = indexBehind(items, after, order);
    if (order === 'oldest') {
      const start = first + offset;
      return items.slice(start, limit === null ? undefined : start + limit);
    }
    const end = Math.max(0, first + 1 - offset);
    return items.slice(limit === null ? 0 : Math.max(0, end - limit), end).reverse();
  }

  /** Gives the items in order, from right after a place or from the beginning. */
  from(after: ListPosition | null, order: ItemOrder): Generator<ItemRecord, undefined, undefined> {
    return itemsFrom(this.#items, after, order);
  }

  /** The index of the first item that does not come before a place. */
  #indexOf(place: ListPosition): number {
    return indexOf(this.#items, place);
  }
}

/** The index of the first of some items, oldest first, that does not come before a place. */
function indexOf(items: readonly ItemRecord[], place: ListPosition): number {
  return countLeading(items, (item) => compareOldestFirst(item, place) < 0);
}

/** The index of the first item behind a place, going up or down. */
function indexBehind(
  items: readonly ItemRecord[],
  place: ListPosition | null,
  order: ItemOrder,
): number {
  if (place === null) return order === 'oldest' ? 0 : items.length - 1;
  const index = indexOf(items, place);
  if (order === 'newest') return index - 1;
  const item = items[index];
  return item !== undefined && compareOldestFirst(item, place) === 0 ? index + 1 : index;
}

/** Gives items of a list that is oldest first, from right after a place or from the beginning. */
export function* itemsFrom(
  items: readonly ItemRecord[],
  after: ListPosition | null,
  order: ItemOrder,
): Generator<ItemRecord, undefined, undefined> {
  const step = order === 'oldest' ? 1 : -1;
  let index = indexBehind(items, after, order);
  for (let item = items[index]; item !== undefined; item = items[index]) {
    yield item;
    index += step;
  }
}
