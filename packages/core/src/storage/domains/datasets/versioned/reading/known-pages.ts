import { needsAllItems, placeOf, type OrderedPlace } from '../../../../../finding/selection.js';
import { sha256 } from '../../../../../json/canonical.js';
import type { PageRange } from '../../../../pagination.js';
import type * as types from '../../../../types.js';
import { itemMatcher } from '../../filter.js';
import { MOST_KNOWN_IDS, type KnownLists, type ListedIds } from './known-lists.js';
import { toItem } from './results.js';
import { findPlaces, type ItemQuery, type SnapshotSource } from './select-items.js';
import { requireSplits } from './splits.js';

/** The longest page that is read by the ids of its items: longer ones are read faster in a scan. */
const MOST_BY_ID = 1_000;

/** A page of a list, before it is described. */
export interface ItemPage {
  readonly items: types.DatasetItem[];
  readonly total: number;
  readonly anyLeft: boolean;
}

/** Which part of a list a page is. */
export interface PagePlace extends PageRange {
  /** The last item of the page before; `null` without a cursor. */
  readonly after: OrderedPlace | null;
}

/**
 * Gives a page of a list that takes a read of the whole version to find. The read happens once: the
 * ids of the list are kept for its other pages. Gives `null` when the page has to be found without
 * them: the list or the page is too long, the ids do not fit what is stored, or the page before was
 * of another list.
 */
export async function knownPage(
  source: SnapshotSource,
  lists: KnownLists,
  query: ItemQuery,
  place: PagePlace,
): Promise<ItemPage | null> {
  const { limit } = place;
  if (limit === null || limit > MOST_BY_ID) return null;
  if (source.commit.itemCount > MOST_KNOWN_IDS) return null;
  const name = await nameOf(source, query);
  const found = lists.get(name, () => findIds(source, query));
  const ids = await found;
  const page = await readPage(source, query, ids, { ...place, limit });
  if (page === null || ids.length === 0) lists.forget(name, found);
  return page;
}

/**
 * A text that differs between lists. A purge in place makes no new version, but it may change a list:
 * it removes what conditions and ranks look at. So the number of purged items is part of the text.
 * That number only grows.
 */
async function nameOf({ primitives, commit }: SnapshotSource, query: ItemQuery): Promise<string> {
  const { datasetId, number, version, itemCount } = commit;
  const purged = await primitives.findPurgedItemIds(datasetId);
  const { filter, selection } = query;
  return sha256(
    JSON.stringify([datasetId, number, version, itemCount, purged.length, filter, selection]),
  );
}

/** The ids of a list in its order. Throws `SPLIT_NOT_FOUND`. */
async function findIds(source: SnapshotSource, query: ItemQuery): Promise<ListedIds> {
  const unseenSplits = new Set(query.filter.splits);
  const places = await findPlaces(source, query, ({ splits = [] }) => {
    for (const split of splits) unseenSplits.delete(split);
  });
  await requireSplits(source.primitives, source.commit, [...unseenSplits]);
  return places.map(({ id }) => id);
}

/**
 * Reads a page by the ids of a list; `null` where the ids do not fit what is stored. That the first
 * item of the list is there shows that the dataset was not deleted, and made again, since.
 */
async function readPage(
  { primitives, commit, run }: SnapshotSource,
  { filter, selection: { ordering } }: ItemQuery,
  ids: ListedIds,
  { after, offset, limit }: PagePlace & { readonly limit: number },
): Promise<ItemPage | null> {
  const start = after === null ? 0 : ids.indexOf(after.id) + 1;
  if (after !== null && start === 0) return null;
  const end = Math.min(ids.length, start + offset + limit);
  const wanted = ids.slice(start + offset, end);
  const needed = new Set([...ids.slice(0, 1), ...(after === null ? [] : [after.id]), ...wanted]);
  if (needed.size === 0) return { items: [], total: 0, anyLeft: false };
  const { datasetId, version } = commit;
  const records = await run(() => primitives.findItems([...needed], version, datasetId));
  const byId = new Map(records.map((record) => [record.id, toItem(record)]));
  const items = wanted.flatMap((id) => byId.get(id) ?? []);
  const last = after === null ? undefined : byId.get(after.id);
  const isSamePlace = last === undefined || placeOf(ordering, last).key === after?.key;
  const fits = byId.size === needed.size && isSamePlace && items.every(itemMatcher(filter));
  return fits ? { items, total: ids.length, anyLeft: end < ids.length } : null;
}

/** Whether the pages of a list are known only when the whole version has been gone through. */
export function isFoundByScan(query: ItemQuery, { after, offset }: PagePlace): boolean {
  if (query.filter.ids !== undefined) return false;
  return needsAllItems(query.selection) || (after === null && offset > 0);
}
