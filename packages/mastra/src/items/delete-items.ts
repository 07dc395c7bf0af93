import type { DatasetsStorage } from '@mastra-datasets/core';
import { hasCode } from '../failures/translate.js';

/** Deletes an item, in a version of its own. An unknown one is no error. */
export async function deleteItem(
  storage: DatasetsStorage,
  datasetId: string,
  id: string,
): Promise<void> {
  try {
    await storage.deleteItems({ datasetId, ids: [id] });
  } catch (error) {
    if (!hasCode(error, 'ITEM_NOT_FOUND', 'DATASET_NOT_FOUND')) throw error;
  }
}

/** Deletes those of the items that are there, in one version; where none is, it makes no version. */
export async function deleteKnownItems(
  storage: DatasetsStorage,
  datasetId: string,
  itemIds: readonly string[],
): Promise<void> {
  let ids: readonly string[] = [...new Set(itemIds)];
  while (ids.length > 0) {
    try {
      await storage.deleteItems({ datasetId, ids });
      return;
    } catch (error) {
      if (!hasCode(error, 'ITEM_NOT_FOUND', 'ITEM_DATASET_MISMATCH')) throw error;
      const pagination = { page: 0, perPage: false } as const;
      const { items } = await storage.listItems({ datasetId, ids, pagination });
      ids = items.map(({ id }) => id);
    }
  }
}
