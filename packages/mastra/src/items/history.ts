import type { DatasetItemState } from '@mastra-datasets/core';
import type { DatasetItemRow } from '@mastra/core/storage';
import { toMastraItem, type Tenancy } from './item-record.js';

/**
 * Gives the states of an item, newest first, as the rows that Mastra keeps of it. There a deletion
 * is a row more, which repeats the content.
 */
export function toRows(states: readonly DatasetItemState[], tenancy: Tenancy): DatasetItemRow[] {
  return states.flatMap((state, index) => {
    const item = toMastraItem(state.item, tenancy);
    const row = { ...item, validTo: state.validToNumber, isDeleted: false };
    if (state.endedBy !== 'delete' || state.validToNumber === null) return [row];
    const deletion = {
      ...item,
      datasetVersion: state.validToNumber,
      validTo: states[index - 1]?.item.versionNumber ?? null,
      isDeleted: true,
      ...(state.validTo === null ? {} : { updatedAt: state.validTo }),
    };
    return [deletion, row];
  });
}
