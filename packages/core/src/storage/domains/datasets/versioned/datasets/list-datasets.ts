import type { datasetArguments } from '../../../../../arguments/index.js';
import { pageRange } from '../../../../pagination.js';
import type * as types from '../../../../types.js';
import { hasMembers, includesText } from '../../filter.js';
import { attributeEntries, type AttributeEntry } from '../adapter/attributes.js';
import { compareNewestFirst } from '../../order.js';
import type { DatasetsReads, ListPosition } from '../adapter/primitives.js';
import { decodeDatasetCursor, encodeDatasetCursor } from '../reading/cursor.js';
import { requireNewPage } from '../reading/progress.js';
import { toDataset } from '../reading/results.js';

/** How many datasets a search fetches at a time. */
const SEARCH_BATCH_SIZE = 200;

type ListArguments = ReturnType<typeof datasetArguments.list>;

/** Which page of the list is meant. */
interface Listing {
  readonly pagination: types.StoragePagination;
  readonly after: ListPosition | null;
  readonly attributes: readonly AttributeEntry[];
}

/** Lists a page of the datasets that match, newest first. */
export async function listDatasets(
  primitives: DatasetsReads,
  { pagination, cursor, attributes, ...filter }: ListArguments,
): Promise<types.ListDatasetsOutput> {
  const after = cursor === undefined ? null : decodeDatasetCursor(cursor);
  const listing = { pagination, after, attributes: attributeEntries(attributes ?? {}) };
  const isFiltered = filter.search !== undefined || filter.metadata !== null;
  return isFiltered ? listMatches(primitives, listing, filter) : listPage(primitives, listing);
}

async function listPage(
  primitives: DatasetsReads,
  { pagination, after, attributes }: Listing,
): Promise<types.ListDatasetsOutput> {
  const { offset, limit } = pageRange(pagination);
  // One more than asked for tells whether a page follows, which no total tells behind a cursor.
  const range = { after, offset, limit: limit === null ? null : limit + 1 };
  const records = await primitives.pageDatasets(range, attributes);
  const datasets = records.slice(0, limit ?? undefined).map(toDataset);
  const isWhole = limit === null || (records.length <= limit && limit > 0);
  const showsEnd = after === null && isWhole && (records.length > 0 || offset === 0);
  const total = showsEnd ? offset + records.length : await primitives.countDatasets(attributes);
  return describePage(pagination, datasets, total, datasets.length < records.length);
}

async function listMatches(
  primitives: DatasetsReads,
  { pagination, after, attributes }: Listing,
  { search, metadata }: Pick<ListArguments, 'search' | 'metadata'>,
): Promise<types.ListDatasetsOutput> {
  const { offset, limit } = pageRange(pagination);
  const datasets: types.Dataset[] = [];
  let total = 0;
  let reached = 0;
  for await (const dataset of scanDatasets(primitives, attributes)) {
    if (search !== undefined && !includesText(dataset.name, search)) continue;
    if (metadata !== null && !hasMembers(dataset.metadata, metadata)) continue;
    total += 1;
    if (after !== null && !follows(dataset, after)) continue;
    if (reached >= offset && (limit === null || datasets.length < limit)) datasets.push(dataset);
    reached += 1;
  }
  return describePage(pagination, datasets, total, offset + datasets.length < reached);
}

function follows(dataset: types.Dataset, { createdAt, id }: ListPosition): boolean {
  return compareNewestFirst({ createdAt: new Date(createdAt), id }, dataset) < 0;
}

function describePage(
  pagination: types.StoragePagination,
  datasets: types.Dataset[],
  total: number,
  anyLeft: boolean,
): types.ListDatasetsOutput {
  const hasMore = anyLeft && pagination.perPage !== false;
  const last = datasets.at(-1);
  const output = { datasets, pagination: { ...pagination, total, hasMore } };
  if (!hasMore || last === undefined) return output;
  const position = { createdAt: last.createdAt.getTime(), id: last.id };
  return { ...output, nextCursor: encodeDatasetCursor(position) };
}

async function* scanDatasets(
  primitives: DatasetsReads,
  attributes: readonly AttributeEntry[],
): AsyncGenerator<types.Dataset, void, undefined> {
  let after = null;
  let first: string | undefined;
  for (;;) {
    const range = { after, offset: 0, limit: SEARCH_BATCH_SIZE };
    const records = await primitives.pageDatasets(range, attributes);
    first = requireNewPage('pageDatasets', first, records);
    for (const record of records) yield toDataset(record);
    const last = records.at(-1);
    if (last === undefined || records.length < SEARCH_BATCH_SIZE) return;
    after = { createdAt: last.createdAt, id: last.id };
  }
}
