import type { ItemPageRequest, ItemRecord } from '@mastra-datasets/core';
import type { NeededCommit } from '../reader.js';
import { toItemRecord, type Row } from '../rows.js';
import { sortItems } from '../sort-items.js';
import { currentItems, findChange, findDatasetOf, formerItems } from '../sql/page-parts.js';
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

/**
 * Reads a page by statements on one table each: Citus keeps their plans, and plans the statement for
 * a whole page anew every time, on two machines. One exchange will do where no item was changed since
 * the page's time. Else a second one reads the states that have ended since, up to the last of the
 * items that are current.
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
  const [first = [], changes = [], present = []] = await reader.readAll(
    [currentItems(tables, request), findChange(tables, datasetId, at), dataset],
    needed,
  );
  if (present.length === 0) return null;
  const current = records(first);
  const unchanged = current.filter(({ version }) => version <= at);
  if (changes.length === 0 && unchanged.length === current.length) return current;
  if (!isOneServer) return null;
  const last = current.length < limit ? null : (current.at(-1) ?? null);
  const [ended = [], still = []] = await reader.readAll(
    [formerItems(tables, request, last), dataset],
    needed,
  );
  if (still.length === 0) return null;
  const states = new Map([...records(ended), ...unchanged].map((item) => [item.id, item]));
  if (last !== null && states.size < limit) return null;
  return sortItems([...states.values()], request.order).slice(0, limit);
}
