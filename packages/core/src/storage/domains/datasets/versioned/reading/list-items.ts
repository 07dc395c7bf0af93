import type { itemArguments } from '../../../../../arguments/index.js';
import { comparePlaces, needsAllItems, placeOf } from '../../../../../finding/selection.js';
import { sha256 } from '../../../../../json/canonical.js';
import { paginationInfo, pageRange } from '../../../../pagination.js';
import type * as types from '../../../../types.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';
import { decodeCursor, encodeCursor, type Cursor } from './cursor.js';
import { ifDeletedMeanwhile, requireDataset } from './deleted-datasets.js';
import type { KnownLists } from './known-lists.js';
import { isFoundByScan, knownPage, type ItemPage } from './known-pages.js';
import { toItems } from './results.js';
import { DEFAULT_BATCH_SIZE } from './scan-items.js';
import {
  findPlaces,
  isOldestFirst,
  isWholeSnapshot,
  positionOf,
  readPlaces,
  selectItems,
  type ItemQuery,
} from './select-items.js';
import { requireSplits } from './splits.js';
import { resolveForRead } from './version-references.js';

/** Lists a page of a snapshot. `lists` are those that the storage has found before. */
export async function listItems(
  primitives: DatasetsReads,
  lists: KnownLists,
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
  const listing = { commit, pagination, start, query };
  return ifDeletedMeanwhile(nothing, async () => {
    const needsAll = needsAllItems(selection) && filter.ids === undefined;
    if (!needsAll && isWholeSnapshot(query)) return listPage(primitives, listing);
    const place = { ...pageRange(pagination), after: start?.after ?? null };
    if (isFoundByScan(query, place)) {
      const source = { primitives, commit, run: runNow };
      const page = await knownPage(source, lists, query, place);
      if (page !== null) {
        return describePage(listing, page, needsAll ? null : fingerprint(query));
      }
    }
    if (!needsAll) return listMatches(primitives, listing);
    await requireSplits(primitives, commit, filter.splits);
    return listPlaces(primitives, listing);
  });
}

interface Listing {
  readonly commit: CommitRecord;
  readonly pagination: types.StoragePagination;
  /** Where the page before this one ended; `null` without a cursor. */
  readonly start: Cursor | null;
  readonly query: ItemQuery;
}

/** A page of all items: one range that the adapter reads. */
async function listPage(
  primitives: DatasetsReads,
  listing: Listing,
): Promise<types.ListDatasetItemsOutput> {
  const { commit, pagination, start, query } = listing;
  const { offset, limit } = pageRange(pagination);
  // One more than asked for tells whether a page follows. After a cursor, the total cannot tell.
  const records = await primitives.pageItems({
    datasetId: commit.datasetId,
    at: commit.version,
    order: isOldestFirst(query.selection) ? 'oldest' : 'newest',
    after: start === null ? null : positionOf(start.after),
    offset,
    limit: limit === null ? null : limit + 1,
  });
  const isMissing = start !== null || commit.itemCount > offset;
  if (records.length === 0 && isMissing) await requireDataset(primitives, commit.datasetId);
  const items = await toItems(records.slice(0, limit ?? undefined));
  const page = { items, total: commit.itemCount, anyLeft: items.length < records.length };
  return describePage(listing, page, null);
}

/**
 * A page of the items that match. The first page reads all of them to count them. The next pages
 * get the total from the cursor.
 */
async function listMatches(
  primitives: DatasetsReads,
  listing: Listing,
): Promise<types.ListDatasetItemsOutput> {
  const { commit, pagination, start, query } = listing;
  const { ordering } = query.selection;
  const { offset, limit } = pageRange(pagination);
  const list = fingerprint(query);
  const known = start?.known?.list === list ? start.known.total : null;
  const after = start?.after ?? null;
  const items: types.DatasetItem[] = [];
  const unseenSplits = new Set(query.filter.splits);
  let seen = 0;
  let reached = 0;
  const source = { primitives, commit, run: runNow };
  const rest = known === null || after === null ? query : { ...query, after };
  for await (const item of selectItems(source, rest)) {
    seen += 1;
    for (const split of item.splits ?? []) unseenSplits.delete(split);
    if (after !== null && comparePlaces(ordering, placeOf(ordering, item), after) <= 0) continue;
    if (reached >= offset && (limit === null || items.length < limit)) items.push(item);
    reached += 1;
    if (known !== null && limit !== null && reached > offset + limit) break;
  }
  // To find out whether a split exists, the whole version has to be read. A split of an item that was
  // seen exists for certain. With a known total, an earlier page has checked all of them.
  if (known === null) await requireSplits(primitives, commit, [...unseenSplits]);
  const total = known ?? seen;
  return describePage(listing, { items, total, anyLeft: offset + items.length < reached }, list);
}

/** A page of a list, such as a sample, that is known only when every match has been seen. */
async function listPlaces(
  primitives: DatasetsReads,
  listing: Listing,
): Promise<types.ListDatasetItemsOutput> {
  const { commit, pagination, start, query } = listing;
  const { ordering } = query.selection;
  const source = { primitives, commit, run: runNow };
  const places = await findPlaces(source, query);
  const left =
    start === null
      ? places
      : places.filter((place) => comparePlaces(ordering, place, start.after) > 0);
  const { offset, limit } = pageRange(pagination);
  const end = limit === null ? left.length : offset + limit;
  const items = await readPlaces(source, left.slice(offset, end));
  return describePage(listing, { items, total: places.length, anyLeft: end < left.length }, null);
}

/** Runs a fetch at once. The call that it belongs to is counted already, so `close` waits for it. */
function runNow<Result>(fetch: () => Promise<Result>): Promise<Result> {
  return fetch();
}

/** A text that differs between lists of one snapshot. */
function fingerprint({ filter, selection }: ItemQuery): string {
  return sha256(JSON.stringify([filter, selection])).slice(0, 16);
}

/** `list` names the list when counting it took time, so that the cursor holds the total. */
function describePage(
  { commit, pagination, query }: Listing,
  { items, total, anyLeft }: ItemPage,
  list: string | null,
): types.ListDatasetItemsOutput {
  const { ordering } = query.selection;
  const hasMore = anyLeft && pagination.perPage !== false;
  const last = items.at(-1);
  const output = { items, pagination: { ...pagination, total, hasMore } };
  if (!hasMore || last === undefined) return output;
  const after = placeOf(ordering, last);
  const known = list === null ? null : { list, total };
  const cursor = { at: commit.version, after, known };
  return { ...output, nextCursor: encodeCursor(commit.datasetId, ordering, cursor) };
}
