import { itemArguments } from '../../../../arguments/index.js';
import type * as types from '../../../types.js';
import { itemMatcher } from '../filter.js';
import { compareNewestFirst } from '../order.js';
import type { BasicReads } from './basic-reads.js';
import { requireDate } from './version.js';

/** Iterates over a snapshot taken at the first step, in the memory of that snapshot. */
export async function* deriveIteration(
  storage: BasicReads,
  input: types.IterateItemsInput,
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const { datasetId, version, order, ...filter } = itemArguments.iterate(input);
  const at = version ?? (await storage.getDatasetById({ id: datasetId }))?.version;
  if (at === undefined) return;
  const items = await storage.getItemsByVersion({ datasetId, version: requireDate(at) });
  items.sort(order === 'oldest' ? (a, b) => compareNewestFirst(b, a) : compareNewestFirst);
  const matches = itemMatcher(filter);
  for (const item of items) if (matches(item)) yield item;
}
