import type { itemArguments } from '../../../../arguments/index.js';
import { paginationInfo, pageRange } from '../../../pagination.js';
import type * as types from '../../../types.js';
import { isEmptyFilter, itemMatcher, type NormalizedItemFilter } from '../filter.js';
import { compareNewestFirst } from '../order.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { ifDeletedMeanwhile, requireDataset } from './deletion.js';
import { toItem } from './mapping.js';
import type { DatasetsPrimitives, ItemPageRequest, ListPosition } from './primitives.js';
import type { CommitRecord, ItemRecord } from './records.js';
import { resolveForRead } from './versions.js';

/** How many items are fetched at a time where the caller did not say. */
const DEFAULT_BATCH_SIZE = 500;

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
  primitives: DatasetsPrimitives,
  { datasetId, version: at, itemCount = 0 }: Snapshot,
  { batchSize, filter, order }: ScanRequest,
  run: RunFetch = (fetch) => fetch(),
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const matches = isEmptyFilter(filter) ? () => true : itemMatcher(filter);
  let after: ListPosition | null = null;
  let count = 0;
  for (;;) {
    const page: ItemPageRequest = { datasetId, at, order, after, offset: 0, limit: batchSize };
    const records = await run(() => primitives.pageItems(page));
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

/** Lists a page of a snapshot. */
export async function listItems(
  primitives: DatasetsPrimitives,
  { datasetId, pagination, version, cursor, ...filter }: ReturnType<typeof itemArguments.list>,
): Promise<types.ListDatasetItemsOutput> {
  const start = cursor === undefined ? null : decodeCursor(datasetId, cursor);
  const reference = start === null ? version : new Date(start.at);
  const commit = await resolveForRead(primitives, datasetId, reference);
  const nothing: types.ListDatasetItemsOutput = {
    items: [],
    pagination: paginationInfo(pagination, 0),
  };
  if (commit === null) return nothing;
  const listing = { commit, pagination, after: start?.after ?? null };
  return ifDeletedMeanwhile(nothing, () =>
    isEmptyFilter(filter)
      ? listPage(primitives, listing)
      : listMatches(primitives, { ...listing, filter }),
  );
}

interface Listing {
  readonly commit: CommitRecord;
  readonly pagination: types.StoragePagination;
  readonly after: ListPosition | null;
}

async function listPage(
  primitives: DatasetsPrimitives,
  { commit, pagination, after }: Listing,
): Promise<types.ListDatasetItemsOutput> {
  const { offset, limit } = pageRange(pagination);
  // One more than asked for tells whether a page follows, which no total tells behind a cursor.
  const records = await primitives.pageItems({
    datasetId: commit.datasetId,
    at: commit.version,
    order: 'newest',
    after,
    offset,
    limit: limit === null ? null : limit + 1,
  });
  const isMissing = after !== null || commit.itemCount > offset;
  if (records.length === 0 && isMissing) await requireDataset(primitives, commit.datasetId);
  const items = records.slice(0, limit ?? undefined).map(toItem);
  return describePage(commit, pagination, items, commit.itemCount, items.length < records.length);
}

async function listMatches(
  primitives: DatasetsPrimitives,
  { commit, pagination, after, filter }: Listing & { readonly filter: NormalizedItemFilter },
): Promise<types.ListDatasetItemsOutput> {
  const { offset, limit } = pageRange(pagination);
  const items: types.DatasetItem[] = [];
  let total = 0;
  let reached = 0;
  const scan = { order: 'newest', batchSize: DEFAULT_BATCH_SIZE, filter } as const;
  for await (const item of candidates(primitives, commit, scan)) {
    total += 1;
    if (after !== null && !follows(item, after)) continue;
    if (reached >= offset && (limit === null || items.length < limit)) items.push(item);
    reached += 1;
  }
  return describePage(commit, pagination, items, total, offset + items.length < reached);
}

/** Gives the items of a snapshot that match, one by one. */
export async function* iterateItems(
  primitives: DatasetsPrimitives,
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
async function* candidates(
  primitives: DatasetsPrimitives,
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

function follows(item: types.DatasetItem, { createdAt, id }: ListPosition): boolean {
  return compareNewestFirst({ createdAt: new Date(createdAt), id }, item) < 0;
}

function describePage(
  commit: CommitRecord,
  pagination: types.StoragePagination,
  items: types.DatasetItem[],
  total: number,
  anyLeft: boolean,
): types.ListDatasetItemsOutput {
  const hasMore = anyLeft && pagination.perPage !== false;
  const last = items.at(-1);
  const output = { items, pagination: { ...pagination, total, hasMore } };
  if (!hasMore || last === undefined) return output;
  const after = { createdAt: last.createdAt.getTime(), id: last.id };
  return {
    ...output,
    nextCursor: encodeCursor(commit.datasetId, { at: commit.version, after }),
  };
}

/** Gives every item of a snapshot, in the memory of one batch; throws as {@link scanItems} does. */
export function scanSnapshot(
  primitives: DatasetsPrimitives,
  snapshot: Snapshot,
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const filter = { context: null };
  return scanItems(primitives, snapshot, {
    order: 'newest',
    batchSize: DEFAULT_BATCH_SIZE,
    filter,
  });
}
