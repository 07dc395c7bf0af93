import { itemArguments } from '../../../../arguments/index.js';
import { selectFrom } from '../../../../finding/selection.js';
import type * as types from '../../../types.js';
import { itemMatcher } from '../filter.js';
import type { BasicReads } from './basic-reads.js';
import { requireDate } from './version.js';

/** Iterates over a snapshot taken at the first step, in the memory of that snapshot. */
export async function* deriveIteration(
  storage: BasicReads,
  input: types.IterateItemsInput,
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const { datasetId, version, filter, selection } = itemArguments.iterate(input);
  const at = version ?? (await storage.getDatasetById({ id: datasetId }))?.version;
  if (at === undefined) return;
  const items = await storage.getItemsByVersion({ datasetId, version: requireDate(at) });
  yield* selectFrom(items.filter(itemMatcher(filter)), selection);
}
