import type { datasetArguments } from '../../../../../arguments/index.js';
import { pageRange } from '../../../../pagination.js';
import type * as types from '../../../../types.js';
import { hasMembers, includesText } from '../../filter.js';
import { attributeEntries, type AttributeEntry } from '../adapter/attributes.js';
import {
  compareDatasetPositions,
  datasetPosition,
  NEWEST_FIRST,
} from '../adapter/dataset-order.js';
import type { DatasetPosition, DatasetsReads } from '../adapter/primitives.js';
import type { DatasetRecord } from '../adapter/records.js';
import { decodeDatasetCursor, encodeDatasetCursor } from '../reading/cursor.js';
import { requireNewPage } from '../reading/progress.js';
import { toDataset } from '../reading/results.js';
import { FirstDatasets } from './first-datasets.js';

/** How many datasets a search fetches at a time. */
const SEARCH_BATCH_SIZE = 200;

type ListArguments = ReturnType<typeof datasetArguments.list>;

/** Which page of the list is meant. */
interface Listing {
  readonly pagination: types.StoragePagination;
  readonly orderBy: types.DatasetOrderBy;
  readonly after: DatasetPosition | null;
  readonly attributes: readonly AttributeEntry[];
}

/** A page of the list, before it is described. */
interface Page {
  readonly records: readonly DatasetRecord[];
  readonly total: number;
  readonly anyLeft: boolean;
}

/** Lists a page of the datasets that match, newest first unless another order is asked for. */
export async function listDatasets(
  primitives: DatasetsReads,
  { pagination, cursor, attributes, orderBy = NEWEST_FIRST, ...filter }: ListArguments,
): Promise<types.ListDatasetsOutput> {
  const after = cursor === undefined ? null : decodeDatasetCursor(orderBy, cursor);
  const listing = { pagination, orderBy, after, attributes: attributeEntries(attributes ?? {}) };
  const isFiltered = filter.search !== undefined || filter.metadata !== null;
  const page = isFiltered
    ? await readMatches(primitives, listing, filter)
    : await readPage(primitives, listing);
  return describePage(listing, page);
}

async function readPage(
  primitives: DatasetsReads,
  { pagination, orderBy, after, attributes }: Listing,
): Promise<Page> {
  const { offset, limit } = pageRange(pagination);
  // One more than asked for tells whether a page follows. After a cursor, the total cannot tell.
  const range = { after, orderBy, offset, limit: limit === null ? null : limit + 1 };
  const found = await primitives.pageDatasets(range, attributes);
  const records = found.slice(0, limit ?? undefined);
  const isWhole = limit === null || (found.length <= limit && limit > 0);
  const showsEnd = after === null && isWhole && (found.length > 0 || offset === 0);
  const total = showsEnd ? offset + found.length : await primitives.countDatasets(attributes);
  return { records, total, anyLeft: records.length < found.length };
}

/** A page of the datasets that match. Each dataset that has the attributes is looked at. */
async function readMatches(
  primitives: DatasetsReads,
  { pagination, orderBy, after, attributes }: Listing,
  { search, metadata }: Pick<ListArguments, 'search' | 'metadata'>,
): Promise<Page> {
  const { offset, limit } = pageRange(pagination);
  const first = new FirstDatasets(offset + (limit ?? Infinity), orderBy);
  let total = 0;
  let following = 0;
  for await (const record of scanDatasets(primitives, attributes)) {
    if (search !== undefined && !includesText(record.name, search)) continue;
    if (metadata !== null && !hasMembers(toDataset(record).metadata, metadata)) continue;
    total += 1;
    if (
      after !== null &&
      compareDatasetPositions(orderBy, datasetPosition(orderBy, record), after) <= 0
    ) {
      continue;
    }
    following += 1;
    first.add(record);
  }
  const records = first.finish().slice(offset);
  return { records, total, anyLeft: offset + records.length < following };
}

function describePage(
  { pagination, orderBy }: Listing,
  { records, total, anyLeft }: Page,
): types.ListDatasetsOutput {
  const hasMore = anyLeft && pagination.perPage !== false;
  const last = records.at(-1);
  const datasets = records.map(toDataset);
  const output = { datasets, pagination: { ...pagination, total, hasMore } };
  if (!hasMore || last === undefined) return output;
  return { ...output, nextCursor: encodeDatasetCursor(orderBy, datasetPosition(orderBy, last)) };
}

/** Gives the datasets that have the attributes, newest first, since that order has an index. */
async function* scanDatasets(
  primitives: DatasetsReads,
  attributes: readonly AttributeEntry[],
): AsyncGenerator<DatasetRecord, void, undefined> {
  let after: DatasetPosition | null = null;
  let first: string | undefined;
  for (;;) {
    const range = { after, orderBy: NEWEST_FIRST, offset: 0, limit: SEARCH_BATCH_SIZE };
    const records: DatasetRecord[] = await primitives.pageDatasets(range, attributes);
    first = requireNewPage('pageDatasets', first, records);
    yield* records;
    const last = records.at(-1);
    if (last === undefined || records.length < SEARCH_BATCH_SIZE) return;
    after = datasetPosition(NEWEST_FIRST, last);
  }
}
