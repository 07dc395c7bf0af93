import { DatasetsError, type DatasetItem, type DatasetsStorage } from '@mastra-datasets/core';
import { printable } from '../output/printable.js';
import { versionsOf } from './version.js';

/** Finds a current item of a dataset by its id or external id. Throws `ITEM_NOT_FOUND`. */
export async function requireItem(
  datasets: DatasetsStorage,
  datasetId: string,
  reference: string,
): Promise<DatasetItem> {
  const item = await findItem(datasets, datasetId, reference);
  if (item !== null) return item;
  throw itemNotFound(datasetId, reference);
}

async function findItem(datasets: DatasetsStorage, datasetId: string, reference: string) {
  const byId = await datasets.getItemById({ id: reference });
  if (byId?.datasetId === datasetId) return byId;
  return datasets.getItemByExternalId({ datasetId, externalId: reference });
}

/** Finds the id of an item that is or was in a dataset. Throws `ITEM_NOT_FOUND`. */
export async function requireItemId(
  datasets: DatasetsStorage,
  datasetId: string,
  reference: string,
): Promise<string> {
  const current = await findItem(datasets, datasetId, reference);
  if (current !== null) return current.id;
  const [state] = await datasets.getItemHistory({ id: reference });
  if (state?.item.datasetId === datasetId) return reference;
  const deleted = await findDeleted(datasets, datasetId, reference);
  if (deleted !== null) return deleted.id;
  throw itemNotFound(datasetId, reference);
}

/** Finds the last item of an external id that was deleted: it is in the version before that. */
async function findDeleted(
  datasets: DatasetsStorage,
  datasetId: string,
  externalId: string,
): Promise<DatasetItem | null> {
  for await (const { number, deleted, purged } of versionsOf(datasets, datasetId)) {
    if (number === 0 || deleted + purged === 0) continue;
    const version = number - 1;
    const item = await datasets.getItemByExternalId({ datasetId, externalId, version });
    if (item !== null) return item;
  }
  return null;
}

function itemNotFound(datasetId: string, reference: string): DatasetsError {
  const message = `The dataset has no item with the id or external id ${printable(reference)}.`;
  return new DatasetsError('ITEM_NOT_FOUND', message, { details: { datasetId, item: reference } });
}
