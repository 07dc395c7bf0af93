import {
  DatasetsError,
  type Dataset,
  type DatasetItem,
  type DatasetsStorage,
} from '@mastra-datasets/core';
import type { CommandContext } from '../context.js';
import { HintedError } from '../errors.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import { isBeginningOfId } from './beginning.js';
import { didYouMean } from './suggestion.js';

/** A name is looked for among so many items, so that a mistake in a large dataset is told soon. */
const MOST_COMPARED = 10_000;

type ItemContext = Pick<CommandContext, 'datasets' | 'names'>;

/**
 * Finds a current item of a dataset by its id, its external id, or a beginning of its id that no
 * other has. Throws `ITEM_NOT_FOUND`, also where several are meant.
 */
export async function requireItem(
  context: ItemContext,
  dataset: Dataset,
  reference: string,
): Promise<DatasetItem> {
  const item = await findItem(context.datasets, dataset.id, reference);
  return item ?? (await requireBegun(context, dataset, reference));
}

async function findItem(datasets: DatasetsStorage, datasetId: string, reference: string) {
  const byId = await datasets.getItemById({ id: reference });
  if (byId?.datasetId === datasetId) return byId;
  return datasets.getItemByExternalId({ datasetId, externalId: reference });
}

/** Finds the id of an item that is or was in a dataset. Throws `ITEM_NOT_FOUND`. */
export async function requireItemId(
  context: ItemContext,
  dataset: Dataset,
  reference: string,
): Promise<string> {
  const { datasets } = context;
  const current = await findItem(datasets, dataset.id, reference);
  if (current !== null) return current.id;
  const [state] = await datasets.getItemHistory({ id: reference });
  if (state?.item.datasetId === dataset.id) return reference;
  const [deleted] = await datasets.getItemHistory({ datasetId: dataset.id, externalId: reference });
  if (deleted !== undefined) return deleted.item.id;
  return (await requireBegun(context, dataset, reference)).id;
}

/** Finds the only current item whose id begins so. Throws `ITEM_NOT_FOUND`, naming similar ones. */
async function requireBegun(
  { datasets, names }: ItemContext,
  { id: datasetId, name }: Dataset,
  reference: string,
): Promise<DatasetItem> {
  const mayBegin = isBeginningOfId(reference);
  const begun: DatasetItem[] = [];
  const keys: string[] = [];
  let compared = 0;
  for await (const item of datasets.iterateItems({ datasetId })) {
    if (mayBegin && item.id.startsWith(reference)) begun.push(item);
    compared += 1;
    if (compared <= MOST_COMPARED) {
      if (item.externalId !== undefined) keys.push(item.externalId);
    } else if (!mayBegin) {
      break;
    }
  }
  const [item] = begun;
  if (item !== undefined && begun.length === 1) return item;
  const label = printable(name);
  const message =
    begun.length > 1
      ? `${count(begun.length, 'item')} of ${label} have an id that begins with ${reference}.`
      : `${label} has no item with the id or external id ${printable(reference)}.`;
  const suggestion = begun.length > 1 ? 'write more of the id; ' : didYouMean(reference, keys);
  throw new HintedError(
    new DatasetsError('ITEM_NOT_FOUND', message, { details: { datasetId, item: reference } }),
    `${suggestion}look for it with: ${names.onDataset('show')}`,
  );
}
