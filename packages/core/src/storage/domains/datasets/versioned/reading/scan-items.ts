import { textPattern } from '../../../../../finding/text-pattern.js';
import type * as types from '../../../../types.js';
import { itemMatcher, type NormalizedItemFilter } from '../../filter.js';
import type { DatasetsReads, ItemPageRequest, ListPosition } from '../adapter/primitives.js';
import type { CommitRecord, ItemRecord } from '../adapter/records.js';
import { datasetNotFound } from '../errors.js';
import { requireNewPage } from './progress.js';
import { toItem } from './results.js';

/** How many items are fetched at a time where the caller did not say. */
export const DEFAULT_BATCH_SIZE = 500;

/** Which items of a snapshot, in which order, a batch at a time. */
type ScanRequest = Pick<ItemPageRequest, 'order'> & {
  readonly batchSize: number;
  readonly filter: NormalizedItemFilter;
  /** Starts right after this place; absent or `null` for the beginning. */
  readonly after?: ListPosition | null;
};

/** A snapshot, and how many items it holds, where that is known. */
type Snapshot = Pick<CommitRecord, 'datasetId' | 'version'> & Partial<CommitRecord>;

/** Runs one fetch; the storage counts it as under way. */
export type RunFetch = <Result>(fetch: () => Promise<Result>) => Promise<Result>;

function positionOf({ createdAt, id }: ItemRecord): ListPosition {
  return { createdAt, id };
}

/**
 * Reads a snapshot by key, one batch of records after the other. With a filter, it may leave out
 * records that do not match. Throws `DATASET_NOT_FOUND` at the end when the dataset was deleted
 * meanwhile.
 */
export async function* scanRecords(
  primitives: DatasetsReads,
  { datasetId, version: at, itemCount = 0 }: Snapshot,
  { batchSize, filter, order, after: start = null }: ScanRequest,
  run: RunFetch,
): AsyncGenerator<readonly ItemRecord[], void, undefined> {
  const hints = hintsOf(filter);
  let after = start;
  let first: string | undefined;
  let count = 0;
  for (;;) {
    const range = { after, offset: 0, limit: batchSize };
    const page: ItemPageRequest = { datasetId, at, order, ...range, ...hints };
    const records = await run(() => primitives.pageItems(page));
    first = requireNewPage('pageItems', first, records);
    yield records;
    count += records.length;
    const last = records.at(-1);
    if (last === undefined || records.length < batchSize) break;
    after = positionOf(last);
  }
  const isWhole = hints === null && start === null && count >= itemCount;
  if (!isWhole && itemCount > 0) {
    const selector = { type: 'at', time: at } as const;
    const commit = await run(() => primitives.findCommit(datasetId, selector));
    if (commit === null) throw datasetNotFound(datasetId);
  }
}

/**
 * Reads a snapshot by key and gives the items that match. It has one batch in memory at a time.
 * Throws what {@link scanRecords} throws.
 */
export async function* scanItems(
  primitives: DatasetsReads,
  snapshot: Snapshot,
  request: ScanRequest,
  run: RunFetch = (fetch) => fetch(),
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const matches = itemMatcher(request.filter);
  for await (const records of scanRecords(primitives, snapshot, request, run)) {
    for (const record of records) {
      const item = toItem(record);
      if (matches(item)) yield item;
    }
  }
}

/** Hints, so that the adapter need not read items that cannot match. */
function hintsOf({ splits, search }: NormalizedItemFilter): Pick<ItemPageRequest, 'hints'> | null {
  const pattern = search === undefined ? null : textPattern(search);
  if (splits === undefined && pattern === null) return null;
  return { hints: { splits: splits ?? null, pattern } };
}

/** Gives every item of a snapshot. Memory and errors are those of {@link scanItems}. */
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
