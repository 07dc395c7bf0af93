import type { DatasetItem, DatasetItemUpdate, DatasetsStorage } from '@mastra-datasets/core';
import { attributesOf } from '@mastra-datasets/migration/fields';
import type { UpdateDatasetItemInput } from '@mastra/core/storage';
import { hasCode, itemNotFound } from '../failures/translate.js';
import { isObject, without } from '../members.js';

/**
 * Changes an item, in a version of its own. Objects among the attributes are replaced as a whole:
 * for that, the item is read, and written on condition that nobody changed it meanwhile.
 */
export async function updateItem(
  storage: DatasetsStorage,
  input: UpdateDatasetItemInput,
): Promise<DatasetItem> {
  const { id, datasetId, groundTruth, metadata, source } = input;
  const change: DatasetItemUpdate = {
    id,
    input: input.input,
    expectedOutput: groundTruth,
    context: metadata,
    source: source && { ...source },
  };
  const { scorerIds, ...attributes } = attributesOf(without(input, 'id', 'datasetId', 'filters'));
  // A merge removes members that are null, and merges objects: not what the others ask for.
  const merged = scorerIds === undefined ? attributes : { ...attributes, scorerIds };
  const mayMerge = Object.values(attributes).every((value) => value !== null && !isObject(value));
  if (mayMerge) {
    const merge = Object.keys(merged).length === 0 ? undefined : { attributes: merged };
    return commit(storage, datasetId, { ...change, merge });
  }
  for (;;) {
    const item = await storage.getItemById({ id });
    if (item === null) throw itemNotFound(datasetId, id);
    const replaced = { ...item.attributes, ...merged };
    if (scorerIds === null) delete replaced['scorerIds'];
    try {
      return await commit(storage, datasetId, {
        ...change,
        attributes: replaced,
        expectedItemVersion: item.version,
      });
    } catch (error) {
      if (!hasCode(error, 'VERSION_CONFLICT')) throw error;
    }
  }
}

/** A batch of one commits alone, so the version holds this change and no other. */
async function commit(
  storage: DatasetsStorage,
  datasetId: string,
  change: DatasetItemUpdate,
): Promise<DatasetItem> {
  const [item] = await storage.updateItems({ datasetId, items: [change] });
  if (item === undefined) throw itemNotFound(datasetId, change.id);
  return item;
}
