import type { itemArguments } from '../../../../../arguments/index.js';
import type * as types from '../../../../types.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import type { ItemStateRecord } from '../adapter/records.js';
import { toItem } from './results.js';

function compareNewestStateFirst(left: ItemStateRecord, right: ItemStateRecord): number {
  return right.item.version - left.item.version;
}

/** The states of the item that is meant, in any order. */
async function findStates(
  primitives: DatasetsReads,
  reference: ReturnType<typeof itemArguments.history>,
): Promise<ItemStateRecord[]> {
  if (reference.id !== undefined) return primitives.findItemStates([reference.id]);
  const { datasetId, externalId } = reference;
  const [named] = await primitives.findNamedItems(datasetId, [externalId]);
  return named === undefined ? [] : primitives.findItemStates([named.item.id], datasetId);
}

/** Gives every state of an item with its end, newest first. */
export async function itemHistory(
  primitives: DatasetsReads,
  reference: ReturnType<typeof itemArguments.history>,
): Promise<types.DatasetItemState[]> {
  const states = await findStates(primitives, reference);
  const starts = new Set(states.map(({ item }) => item.version));
  return states.sort(compareNewestStateFirst).map(({ item, validTo, validToNumber }) => ({
    item: toItem(item),
    validTo: validTo === null ? null : new Date(validTo),
    validToNumber,
    endedBy: validTo === null ? null : starts.has(validTo) ? 'update' : 'delete',
  }));
}
