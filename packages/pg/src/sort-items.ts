import { compareText, type ItemOrder, type ItemRecord } from '@mastra-datasets/core';

/** What decides where an item stands. */
type Place = Pick<ItemRecord, 'createdAt' | 'id'>;

function compareAges(left: Place, right: Place): number {
  return left.createdAt - right.createdAt || compareText(left.id, right.id);
}

/** Whether an item comes after a place, in an order. */
export function comesAfter(item: Place, place: Place, order: ItemOrder): boolean {
  const age = compareAges(item, place);
  return order === 'newest' ? age < 0 : age > 0;
}

/** Sorts items that mostly come in the order of their creation, which takes next to no time. */
export function sortItems(found: ItemRecord[], order: ItemOrder): ItemRecord[] {
  found.sort(compareAges);
  return order === 'newest' ? found.reverse() : found;
}
