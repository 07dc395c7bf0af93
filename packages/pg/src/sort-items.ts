import { compareText, type ItemOrder, type ItemRecord } from '@mastra-datasets/core';

function compareAges(left: ItemRecord, right: ItemRecord): number {
  return left.createdAt - right.createdAt || compareText(left.id, right.id);
}

/** Sorts items that mostly come in the order of their creation, which takes next to no time. */
export function sortItems(found: ItemRecord[], order: ItemOrder): ItemRecord[] {
  found.sort(compareAges);
  return order === 'newest' ? found.reverse() : found;
}
