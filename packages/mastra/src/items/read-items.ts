import type { DatasetItem, DatasetsStorage, VersionReference } from '@mastra-datasets/core';
import {
  resolveListOrderBy,
  type ListDatasetItemsInput,
  type ListDatasetItemsOutput,
} from '@mastra/core/storage';
import { hasCode } from '../failures/translate.js';
import { askedPage, pageRequest, shownPage } from '../paging.js';
import { versionAtOrBefore } from '../versions/numbers.js';
import { toMastraItem, type Tenancy } from './item-record.js';

const ORDER_FIELDS = ['createdAt', 'updatedAt'] as const;
const NEWEST_FIRST = { field: 'createdAt', direction: 'DESC' } as const;

/** Later than any version: a date that late gives the newest one. */
const END_OF_TIME = new Date(8.64e15);

/**
 * Reads at the version of a number. A number before the first gives nothing, one after the newest
 * gives the newest.
 */
async function readAt<Result, Nothing>(
  version: number,
  read: (version: VersionReference) => Promise<Result>,
  nothing: Nothing,
): Promise<Result | Nothing> {
  const number = versionAtOrBefore(version);
  if (number === null) return nothing;
  try {
    return await read(number);
  } catch (error) {
    if (!hasCode(error, 'VERSION_NOT_FOUND')) throw error;
    return read(END_OF_TIME);
  }
}

/** Gives an item as it is now, or was at a version; `null` where there is none. */
export function findItem(
  storage: DatasetsStorage,
  id: string,
  version: number | undefined,
): Promise<DatasetItem | null> {
  if (version === undefined) return storage.getItemById({ id });
  return readAt(version, (reference) => storage.getItemById({ id, version: reference }), null);
}

/** Gives all items of a version. */
export function itemsAt(
  storage: DatasetsStorage,
  datasetId: string,
  version: number,
): Promise<DatasetItem[]> {
  return readAt(
    version,
    (reference) => storage.getItemsByVersion({ datasetId, version: reference }),
    [],
  );
}

/** The answer where there is no dataset. */
export function noItems({ pagination }: ListDatasetItemsInput): ListDatasetItemsOutput {
  return { items: [], pagination: shownPage(pageRequest(pagination), [], 0).pagination };
}

/** Lists the items that match, a page at a time. */
export async function listItems(
  storage: DatasetsStorage,
  input: ListDatasetItemsInput,
  tenancyOf: (item: DatasetItem) => Promise<Tenancy>,
): Promise<ListDatasetItemsOutput> {
  const { datasetId, version, search = '', pagination } = input;
  const { field, direction } = resolveListOrderBy(input.orderBy, ORDER_FIELDS, NEWEST_FIRST);
  const request = pageRequest(pagination);
  const isUsual = field === NEWEST_FIRST.field && direction === NEWEST_FIRST.direction;
  const read = (reference?: VersionReference) =>
    storage.listItems({
      datasetId,
      pagination: askedPage(request),
      orderBy: isUsual ? undefined : { field, direction: direction === 'ASC' ? 'asc' : 'desc' },
      version: reference,
      search: search === '' ? undefined : search,
    });
  const found = await (version === undefined ? read() : readAt(version, read, null));
  if (found === null) return noItems(input);
  const page = shownPage(request, found.items, found.pagination.total);
  const [first, ...others] = page.entries;
  if (first === undefined) return { items: [], pagination: page.pagination };
  const newest = others.reduce(
    (some, item) => (item.createdAt > some.createdAt ? item : some),
    first,
  );
  const tenancy = await tenancyOf(newest);
  const items = page.entries.map((item) => toMastraItem(item, tenancy));
  return { items, pagination: page.pagination };
}
