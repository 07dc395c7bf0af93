import type { itemArguments } from '../../../../../arguments/index.js';
import { paginationInfo, pageRange } from '../../../../pagination.js';
import type * as types from '../../../../types.js';
import { isEmptyFilter, type NormalizedItemFilter } from '../../filter.js';
import { compareNewestFirst } from '../../order.js';
import type { DatasetsReads, ListPosition } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { ifDeletedMeanwhile, requireDataset } from './deleted-datasets.js';
import { toItem } from './results.js';
import { candidates, DEFAULT_BATCH_SIZE } from './scan-items.js';
import { resolveForRead } from './version-references.js';

/** Lists a page of a snapshot. */
export async function listItems(
  primitives: DatasetsReads,
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
  primitives: DatasetsReads,
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
  primitives: DatasetsReads,
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
