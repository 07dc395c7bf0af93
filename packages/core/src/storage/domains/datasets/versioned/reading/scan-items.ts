import type { itemArguments } from '../../../../../arguments/index.js';
import type * as types from '../../../../types.js';
import { isEmptyFilter, itemMatcher, type NormalizedItemFilter } from '../../filter.js';
import { compareNewestFirst } from '../../order.js';
import type { DatasetsReads, ItemPageRequest, ListPosition } from '../adapter/primitives.js';
import type { CommitRecord, ItemRecord } from '../adapter/records.js';
import { requireDataset } from './deleted-datasets.js';
import { requireNewPage } from './progress.js';
import { toItem } from './results.js';
import { resolveForRead } from './version-references.js';

/** How many items are fetched at a time where the caller did not say. */
export const DEFAULT_BATCH_SIZE = 500;

/** Which items of a snapshot, in which order, a batch at a time. */
type ScanRequest = Pick<ItemPageRequest, 'order'> & {
  readonly batchSize: number;
  readonly filter: NormalizedItemFilter;
};

/** A snapshot, and how many items it holds, where that is known. */
type Snapshot = Pick<CommitRecord, 'datasetId' | 'version'> & Partial<CommitRecord>;

/** Runs one fetch; the storage counts it as under way. */
export type RunFetch = <Result>(fetch: () => Promise<Result>) => Promise<Result>;

function positionOf({ createdAt, id }: ItemRecord): ListPosition {
  return { createdAt, id };
}

/**
 * Reads a snapshot by key, in the memory of one batch, and gives the items that match. Throws
 * `DATASET_NOT_FOUND` at the end when the dataset was deleted on the way.
 */
async function* scanItems(
  primitives: DatasetsReads,
  { datasetId, version: at, itemCount = 0 }: Snapshot,
  { batchSize, filter, order }: ScanRequest,
  run: RunFetch = (fetch) => fetch(),
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const matches = isEmptyFilter(filter) ? () => true : itemMatcher(filter);
  let after: ListPosition | null = null;
  let first: string | undefined;
  let count = 0;
  for (;;) {
    const page: ItemPageRequest = { datasetId, at, order, after, offset: 0, limit: batchSize };
    const records = await run(() => primitives.pageItems(page));
    first = requireNewPage('pageItems', first, records);
    for (const record of records) {
      const item = toItem(record);
      if (matches(item)) yield item;
    }
    count += records.length;
    const last = records.at(-1);
    if (last === undefined || records.length < batchSize) break;
    after = positionOf(last);
  }
  if (count < itemCount) await run(() => requireDataset(primitives, datasetId));
}

/** Gives every item of a snapshot, in the memory of one batch; throws as {@link scanItems} does. */
export function scanSnapshot(
  primitives: DatasetsReads,
  snapshot: Snapshot,
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const filter = { context: null };
  return scanItems(primitives, snapshot, {
    order: 'newest',
    batchSize: DEFAULT_BATCH_SIZE,
    filter,
  });
}

/** Gives the items of a snapshot that match, one by one. */
export async function* iterateItems(
  primitives: DatasetsReads,
  parsed: () => ReturnType<typeof itemArguments.iterate>,
  run: RunFetch,
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const {
    datasetId,
    version,
    order = 'newest',
    batchSize = DEFAULT_BATCH_SIZE,
    ...filter
  } = parsed();
  const commit = await run(() => resolveForRead(primitives, datasetId, version));
  if (commit !== null) yield* candidates(primitives, commit, { order, batchSize, filter }, run);
}

/** The items that a filter accepts, found by id where it names ids. */
export async function* candidates(
  primitives: DatasetsReads,
  commit: CommitRecord,
  scan: ScanRequest,
  run: RunFetch = (fetch) => fetch(),
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const { filter } = scan;
  if (filter.ids === undefined) {
    yield* scanItems(primitives, commit, scan, run);
    return;
  }
  const { datasetId, version: at } = commit;
  const ids = [...new Set(filter.ids)];
  const records = await run(() => primitives.findItems(ids, at, datasetId));
  if (records.length < ids.length) await run(() => requireDataset(primitives, datasetId));
  const items = records
    .filter((record) => record.datasetId === datasetId)
    .map(toItem)
    .filter(itemMatcher(filter))
    .sort(compareNewestFirst);
  yield* scan.order === 'newest' ? items : items.reverse();
}
