import type { DatasetItem, NewDatasetItem } from '@mastra-datasets/core';

/** What files have of an item: an item of a storage, or of a client of one. */
export type ItemContent = Pick<
  DatasetItem,
  'externalId' | 'input' | 'expectedOutput' | 'context' | 'splits' | 'source' | 'attributes'
>;

/** What is written of an item: what an import can bring back. */
export function contentOf(item: ItemContent): NewDatasetItem {
  return {
    ...(item.externalId === undefined ? {} : { externalId: item.externalId }),
    input: item.input,
    ...('expectedOutput' in item ? { expectedOutput: item.expectedOutput } : {}),
    ...(item.context === undefined ? {} : { context: item.context }),
    ...(item.splits === undefined ? {} : { splits: item.splits }),
    ...(item.source === undefined ? {} : { source: item.source }),
    ...(item.attributes === undefined ? {} : { attributes: item.attributes }),
  };
}
