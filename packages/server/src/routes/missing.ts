import {
  DatasetsError,
  type Dataset,
  type DatasetItem,
  type DatasetsStorage,
} from '@mastra-datasets/core';

/** The error of a dataset that is not there. */
function datasetNotFound(datasetId: string): DatasetsError {
  return new DatasetsError('DATASET_NOT_FOUND', 'There is no dataset with this id.', {
    details: { datasetId },
  });
}

/** Gives a dataset. Throws `DATASET_NOT_FOUND`. */
export async function requireDataset(storage: DatasetsStorage, id: string): Promise<Dataset> {
  const dataset = await storage.getDatasetById({ id });
  if (dataset === null) throw datasetNotFound(id);
  return dataset;
}

/**
 * Throws `DATASET_NOT_FOUND` when nothing was found because there is no such dataset. The methods of the
 * storage do not tell that apart.
 */
export async function explainNothing(
  storage: DatasetsStorage,
  datasetId: string,
  isNothing: boolean,
): Promise<void> {
  if (isNothing) await requireDataset(storage, datasetId);
}

/** The error of an item that is not there. */
function itemNotFound(details: Readonly<Record<string, unknown>>): DatasetsError {
  return new DatasetsError('ITEM_NOT_FOUND', 'There is no such item.', { details });
}

/**
 * Gives an item. Throws `ITEM_NOT_FOUND`, also for one of another dataset than the path names, and
 * `DATASET_NOT_FOUND` where that dataset is not there.
 */
export async function requireItem(
  storage: DatasetsStorage,
  item: DatasetItem | null | undefined,
  path: Readonly<Record<string, string>>,
): Promise<DatasetItem> {
  const { datasetId } = path;
  const isElsewhere = datasetId !== undefined && item?.datasetId !== datasetId;
  if (item !== null && item !== undefined && !isElsewhere) return item;
  if (datasetId !== undefined) await requireDataset(storage, datasetId);
  throw itemNotFound({ ...path });
}
