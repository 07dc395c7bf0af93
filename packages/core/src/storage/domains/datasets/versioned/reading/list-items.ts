import type { itemArguments } from '../../../../../arguments/index.js';
import {
  comparePlaces,
  needsAllItems,
  placeOf,
  type OrderedPlace,
} from '../../../../../finding/selection.js';
import { paginationInfo, pageRange } from '../../../../pagination.js';
import type * as types from '../../../../types.js';
import { isEmptyFilter } from '../../filter.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { ifDeletedMeanwhile, requireDataset } from './deleted-datasets.js';
import { toItem } from './results.js';
import { DEFAULT_BATCH_SIZE } from './scan-items.js';
import { findPlaces, readPlaces, selectItems, type ItemQuery } from './select-items.js';
import { requireSplits } from './splits.js';
import { resolveForRead } from './version-references.js';

/** Lists a page of a snapshot. */
export async function listItems(
  primitives: DatasetsPrimitives,
  {
    datasetId,
    pagination,
    version,
    cursor,
    filter,
    selection,
  }: ReturnType<typeof itemArguments.list>,
): Promise<types.ListDatasetItemsOutput> {
  const { ordering } = selection;
  const start = cursor === undefined ? null : decodeCursor(datasetId, ordering, cursor);
  const reference = start === null ? version : new Date(start.at);
  const commit = await resolveForRead(primitives, datasetId, reference);
  const nothing: types.ListDatasetItemsOutput = {
    items: [],
    pagination: paginationInfo(pagination, 0),
  };
  if (commit === null) return nothing;
  const query = { filter, selection, batchSize: DEFAULT_BATCH_SIZE };
  const listing = { commit, pagination, after: start?.after ?? null, query };
  return ifDeletedMeanwhile(nothing, async () => {
    await requireSplits(primitives, commit, filter.splits);
    if (needsAllItems(selection) && filter.ids === undefined) {
      return listPlaces(primitives, listing);
    }
    return isWholeSnapshot(query)
      ? listPage(primitives, listing)
      : listMatches(primitives, listing);
  });
}

interface Listing {
  readonly commit: CommitRecord;
  readonly pagination: types.StoragePagination;
  readonly after: OrderedPlace | null;
  readonly query: ItemQuery;
}

function isWholeSnapshot({ filter, selection }: ItemQuery): boolean {
  return isEmptyFilter(filter) && selection.sample === null && selection.shard === null;
}

/** A page of all items, which the adapter cuts out by itself. */
async function listPage(
  primitives: DatasetsPrimitives,
  listing: Listing,
): Promise<types.ListDatasetItemsOutput> {
  const { commit, pagination, after, query } = listing;
  const { ordering } = query.selection;
  const { offset, limit } = pageRange(pagination);
  // One more than asked for tells whether a page follows, which no total tells behind a cursor.
  const records = await primitives.pageItems({
    datasetId: commit.datasetId,
    at: commit.version,
    order: ordering.by === 'createdAt' && ordering.direction === 'asc' ? 'oldest' : 'newest',
    after: after === null ? null : { createdAt: Number(after.key), id: after.id },
    offset,
    limit: limit === null ? null : limit + 1,
  });
  const isMissing = after !== null || commit.itemCount > offset;
  if (records.length === 0 && isMissing) await requireDataset(primitives, commit.datasetId);
  const items = records.slice(0, limit ?? undefined).map(toItem);
  return describePage(listing, items, commit.itemCount, items.length < records.length);
}

/** A page of what matches, found on the way through all of it. */
async function listMatches(
  primitives: DatasetsPrimitives,
  listing: Listing,
): Promise<types.ListDatasetItemsOutput> {
  const { commit, pagination, after, query } = listing;
  const { ordering } = query.selection;
  const { offset, limit } = pageRange(pagination);
  const items: types.DatasetItem[] = [];
  let total = 0;
  let reached = 0;
  const source = { primitives, commit, run: runNow };
  for await (const item of selectItems(source, query)) {
    total += 1;
    if (after !== null && comparePlaces(ordering, placeOf(ordering, item), after) <= 0) continue;
    if (reached >= offset && (limit === null || items.length < limit)) items.push(item);
    reached += 1;
  }
  return describePage(listing, items, total, offset + items.length < reached);
}

/** A page in an order, or of a sample, for which all that matches has to be seen first. */
async function listPlaces(
  primitives: DatasetsPrimitives,
  listing: Listing,
): Promise<types.ListDatasetItemsOutput> {
  const { commit, pagination, after, query } = listing;
  const { ordering } = query.selection;
  const source = { primitives, commit, run: runNow };
  const places = await findPlaces(source, query);
  const left =
    after === null ? places : places.filter((place) => comparePlaces(ordering, place, after) > 0);
  const { offset, limit } = pageRange(pagination);
  const end = limit === null ? left.length : offset + limit;
  const items = await readPlaces(source, left.slice(offset, end));
  return describePage(listing, items, places.length, end < left.length);
}

/** Runs a fetch of a call that is counted as under way already. */
function runNow<Result>(fetch: () => Promise<Result>): Promise<Result> {
  return fetch();
}

function describePage(
  { commit, pagination, query }: Listing,
  items: types.DatasetItem[],
  total: number,
  anyLeft: boolean,
): types.ListDatasetItemsOutput {
  const { ordering } = query.selection;
  const hasMore = anyLeft && pagination.perPage !== false;
  const last = items.at(-1);
  const output = { items, pagination: { ...pagination, total, hasMore } };
  if (!hasMore || last === undefined) return output;
  const cursor = { at: commit.version, after: placeOf(ordering, last) };
  return { ...output, nextCursor: encodeCursor(commit.datasetId, ordering, cursor) };
}
