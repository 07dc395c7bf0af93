import type { ItemPageRequest, ItemRecord } from '@mastra-datasets/core';
import type { NeededCommit } from '../reader.js';
import { toItemRecord, type Row } from '../rows.js';
import { comesAfter, sortItems } from '../sort-items.js';
import { lookupId } from '../sql/ids.js';
import { currentItems, endedStates, findDatasetOf, formerItems } from '../sql/page-parts.js';
import type { Tables } from '../tables.js';
import type { StateReads } from './state-reads.js';

/** What a page is read by. */
export interface PageReads extends StateReads {
  readonly tables: Tables;
}

/** A page of a length. */
export type PageRequest = ItemPageRequest & { readonly limit: number };

/**
 * Whether a page may be read in parts: it has a length, is found by no hints, and begins after no others
 * that are counted, as those that are current may have been away at the page's time.
 */
export function canBeReadInParts(request: ItemPageRequest): request is PageRequest {
  const { hints, offset, limit } = request;
  return hints === undefined && offset === 0 && limit !== null && limit > 0;
}

/** The most states that the first exchange reads of those that have ended since a page's time. */
const MOST_ENDED = 100;

/**
 * Reads a page by statements on one table each: Citus keeps their plans, and plans the statement for
 * a whole page anew every time, on two machines. One exchange will do where no more states than the
 * page may hold have ended since its time. Else a second one reads those that the page needs, up to
 * the last of the items that are current.
 *
 * Each statement sees at least what those before it saw. So an item that is changed meanwhile is
 * found twice, in the same state, and not missed. Only the end of the dataset takes former states away,
 * so the last statement of each exchange looks whether it is there.
 *
 * Gives `null` where that is not all of the page: items that are current were away at its time, the
 * dataset has gone, or another server would have to be asked.
 */
export async function readPage(
  { reader, isOneServer, tables }: PageReads,
  request: PageRequest,
  needed: NeededCommit,
): Promise<ItemRecord[] | null> {
  const { datasetId, at, limit } = request;
  const dataset = findDatasetOf(tables, datasetId, at);
  const records = (rows: readonly Row[]) => rows.map((row) => toItemRecord(row, datasetId));
  const most = Math.min(limit, MOST_ENDED);
  const [first = [], since = [], present = []] = await reader.readAll(
    // One more than the most tells whether these are all.
    [currentItems(tables, request), endedStates(tables, datasetId, at, most + 1), dataset],
    needed,
  );
  if (present.length === 0) return null;
  const current = records(first);
  const last = current.length < limit ? null : (current.at(-1) ?? null);
  const unchanged = current.filter(({ version }) => version <= at);
  let former = inPage(records(since), request, last);
  if (since.length > most) {
    if (!isOneServer) return null;
    const [ended = [], still = []] = await reader.readAll(
      [formerItems(tables, request, last), dataset],
      needed,
    );
    if (still.length === 0) return null;
    former = records(ended);
  }
  const states = new Map([...former, ...unchanged].map((item) => [item.id, item]));
  if (last !== null && states.size < limit) return null;
  return sortItems([...states.values()], request.order).slice(0, limit);
}

/** Those of some former states that are of a page's time, and between its beginning and an item. */
function inPage(
  states: readonly ItemRecord[],
  { at, after, order }: PageRequest,
  last: ItemRecord | null,
): ItemRecord[] {
  const start = after === null ? null : { ...after, id: lookupId(after.id) };
  return states.filter(
    (state) =>
      state.version <= at &&
      state.createdAt <= at &&
      (start === null || comesAfter(state, start, order)) &&
      (last === null || !comesAfter(state, last, order)),
  );
}
