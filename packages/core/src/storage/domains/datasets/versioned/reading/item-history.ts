import type * as types from '../../../../types.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import type { ItemStateRecord } from '../adapter/records.js';
import { toItem } from './results.js';

function compareNewestStateFirst(left: ItemStateRecord, right: ItemStateRecord): number {
  return right.item.version - left.item.version;
}

/** Gives every state of an item with its end, newest first. */
export async function itemHistory(
  primitives: DatasetsReads,
  id: string,
): Promise<types.DatasetItemState[]> {
  const states = await primitives.findItemStates([id]);
  const starts = new Set(states.map(({ item }) => item.version));
  return states.sort(compareNewestStateFirst).map(({ item, validTo, validToNumber }) => ({
    item: toItem(item),
    validTo: validTo === null ? null : new Date(validTo),
    validToNumber,
    endedBy: validTo === null ? null : starts.has(validTo) ? 'update' : 'delete',
  }));
}
