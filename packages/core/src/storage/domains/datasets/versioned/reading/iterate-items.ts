import type { itemArguments } from '../../../../../arguments/index.js';
import type * as types from '../../../../types.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import { DEFAULT_BATCH_SIZE, type RunFetch } from './scan-items.js';
import { selectItems } from './select-items.js';
import { requireSplits } from './splits.js';
import { resolveForRead } from './version-references.js';

/** Gives the items of a snapshot that are meant, one by one. */
export async function* iterateItems(
  primitives: DatasetsReads,
  parsed: () => ReturnType<typeof itemArguments.iterate>,
  run: RunFetch,
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const { datasetId, version, batchSize = DEFAULT_BATCH_SIZE, filter, selection } = parsed();
  const commit = await run(() => resolveForRead(primitives, datasetId, version));
  if (commit === null) return;
  await run(() => requireSplits(primitives, commit, filter.splits));
  yield* selectItems({ primitives, commit, run }, { filter, selection, batchSize });
}
