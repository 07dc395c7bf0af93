import type { DatasetsStorage } from '@mastra-datasets/core';
import { purgeMark } from '@mastra-datasets/migration/fields';
import { hasCode } from '../failures/translate.js';

/**
 * Removes the content of an item from every version, in place. Gives the mark that stands for it;
 * `null` where the dataset has no such item, which is no error.
 */
export async function purgeItem(
  storage: DatasetsStorage,
  { id, datasetId }: { readonly id: string; readonly datasetId: string },
): Promise<Record<string, unknown> | null> {
  try {
    await storage.purgeItem({ id, datasetId, keep: true });
  } catch (error) {
    if (hasCode(error, 'ITEM_NOT_FOUND', 'ITEM_DATASET_MISMATCH', 'DATASET_NOT_FOUND')) return null;
    throw error;
  }
  return findPurgeMark(storage, id);
}

/** The mark of an item that was purged, deleted or not; `null` for any other. */
export async function findPurgeMark(
  storage: DatasetsStorage,
  id: string,
): Promise<Record<string, unknown> | null> {
  const item = await storage.getItemById({ id });
  const newest = item ?? (await storage.getItemHistory({ id }))[0]?.item;
  return newest?.purgedAt === undefined ? null : purgeMark(newest.purgedAt);
}
