import type { Dataset, DatasetItem, NewDatasetItem } from '@mastra-datasets/core';
import { isObject } from '../json/objects.js';
import { RowProblem } from '../mapping/item.js';
import { itemOfRow } from '../mapping/plan.js';
import type { PreparedFile } from './prepare.js';

/** What says that an item is there already. */
type Content = Partial<
  Pick<
    DatasetItem | NewDatasetItem,
    'input' | 'expectedOutput' | 'context' | 'splits' | 'attributes'
  >
>;

/** What has the items of a dataset, the newest first: a storage, or a client of one. */
interface ItemSource {
  iterateItems(input: { readonly datasetId: string }): AsyncIterable<Content>;
}

/** How many items of the dataset are looked at, the newest first. */
const MOST_LOOKED_AT = 100_000;

/**
 * Whether the first rows of an import are in the dataset already, all of them, and have no external ids
 * by which they would be found: importing them once more makes them items for the second time.
 */
export async function areThereAlready(
  datasets: ItemSource,
  { id: datasetId }: Pick<Dataset, 'id'>,
  files: readonly PreparedFile[],
): Promise<boolean> {
  const items = files.flatMap(({ plan, sample }) => sample.flatMap((row) => itemsOf(plan, row)));
  if (items.length === 0 || items.some(({ externalId }) => externalId !== undefined)) return false;
  const missing = new Set(items.map(contentKey));
  let count = 0;
  for await (const item of datasets.iterateItems({ datasetId })) {
    missing.delete(contentKey(item));
    count += 1;
    if (missing.size === 0) return true;
    if (count >= MOST_LOOKED_AT) return false;
  }
  return false;
}

function itemsOf(
  plan: PreparedFile['plan'],
  row: PreparedFile['sample'][number],
): NewDatasetItem[] {
  if (row.problem !== undefined) return [];
  try {
    return [itemOfRow(plan, row)];
  } catch (error) {
    if (error instanceof RowProblem) return [];
    throw error;
  }
}

/** A text that is the same for items with the same content, whatever the order of keys. */
function contentKey(item: Content): string {
  const { input, expectedOutput, context, splits, attributes } = item;
  return JSON.stringify(
    { input, expectedOutput, context, splits, attributes },
    (_key, value: unknown) =>
      isObject(value) ? Object.fromEntries(Object.entries(value).toSorted(byKey)) : value,
  );
}

function byKey([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
