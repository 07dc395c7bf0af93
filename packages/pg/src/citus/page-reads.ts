import type { ItemPageRequest, ItemRecord } from '@mastra-datasets/core';
import type { NeededCommit } from '../reader.js';
import { toItemRecord, type Row } from '../rows.js';
import { sortItems } from '../sort-items.js';
import { currentItems, findChange, formerItems } from '../sql/page-parts.js';
import type { Tables } from '../tables.js';
import type { StateReads } from './state-reads.js';

/** What a page is read by. */
export interface PageReads extends StateReads {
  readonly tables: Tables;
}

/** A page of a length. */
export type PageRequest = ItemPageRequest & { readonly limit: number };

/** Whether a request is for a page that may be read in parts. */
export function isPage(request: ItemPageRequest): request is PageRequest {
  return request.hints === undefined && request.limit !== null && request.limit > 0;
}

/**
 * Reads a page by statements on one table each: Citus keeps their plans, and plans the statement for
 * a whole page anew every time, on two machines. One exchange will do where no item was changed since
 * the page's time. Else a second one reads the states that have ended since, up to the last of the
 * items that are current.
 *
 * Each statement sees at least what those before it saw. So an item that is changed meanwhile is
 * found twice, in the same state, and never missed.
 *
 * Gives `null` where that is not all of the page: it begins after others that are counted, or items
 * that are current were away at its time.
 */
export async function readPage(
  { reader, isOneServer, tables }: PageReads,
  request: PageRequest,
  needed: NeededCommit,
): Promise<ItemRecord[] | null> {
  const { datasetId, at, limit } = request;
  const records = (rows: readonly Row[]) => rows.map((row) => toItemRecord(row, datasetId));
  const [first = [], changes = []] = await reader.readAll(
    [currentItems(tables, request), findChange(tables, datasetId, at)],
    needed,
  );
  const current = records(first);
  const unchanged = current.filter(({ version }) => version <= at);
  if (changes.length === 0 && unchanged.length === current.length) return current;
  if (request.offset > 0 || !isOneServer) return null;
  const last = current.length < limit ? null : (current.at(-1) ?? null);
  const former = records(await reader.read(formerItems(tables, request, last), needed));
  const states = new Map([...former, ...unchanged].map((item) => [item.id, item]));
  if (last !== null && states.size < limit) return null;
  return sortItems([...states.values()], request.order).slice(0, limit);
}
