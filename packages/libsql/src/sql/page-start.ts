import type { ItemPageRequest } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { isAfterCursor, ORDERS, placeOfItem } from './item-orders.js';

/**
 * Tables for a WITH that find the place where a page begins that skips `:offset` items. `"pageStart"`
 * has that place, or no row where there are no more items than these.
 *
 * What is skipped is walked through in the order of the indexes. Where nothing was changed since the
 * snapshot's time, the items that are old enough are those of the snapshot, and their index is all that
 * is read, a tenth of the time that their rows would take. Where little was changed, it is left out by
 * its row ids, and the states of that time come in. Where more was changed than is skipped, each row is
 * looked at, up to the last of as many items as are skipped that are current and were there at the time.
 */
export function pageStart(
  tables: Tables,
  { after, order }: Pick<ItemPageRequest, 'after' | 'order'>,
): string {
  const { items, history } = tables;
  const { direction, upTo } = ORDERS[order];
  // The unary plus leaves the index one upper bound, the nearer one.
  const isInRange = (alias: string) =>
    after === null
      ? `${alias}."createdAt" <= :at`
      : `${isAfterCursor(alias, order)} AND +${alias}."createdAt" <= :at`;
  const places = (table: string, alias: string) =>
    `SELECT ${alias}."createdAt" AS "createdAt", ${alias}."id" AS "id" FROM ${table} ${alias}
      WHERE ${alias}."datasetId" = :datasetId AND ${isInRange(alias)}`;
  const rowIds = (table: string, condition: string) =>
    `SELECT r.rowid FROM ${table} r WHERE r."datasetId" = :datasetId AND ${condition}`;
  // An item that was brought back has no state that has ended since. The second condition is that of
  // the index.
  const changed = rowIds(items, 'r."version" > :at AND r."version" > r."createdAt"');
  const ended = rowIds(history, 'r."validTo" > :at');
  // SQLite asks a subquery in a condition for every row, but one in a limit just once.
  const when = (condition: string) => `(SELECT ${condition} FROM "changes")`;
  const firstWhen = (condition: string) => `ORDER BY "createdAt" ${direction}, "id" ${direction}
    LIMIT ${when(condition)} OFFSET :offset`;
  const isUpToEnd = (alias: string) =>
    `(${alias}."createdAt", ${alias}."id") ${upTo} (SELECT "createdAt", +"id" FROM "skippedEnd")`;
  const skippedEnd = placeOfItem(tables, order, {
    condition: isInRange('c'),
    limit: when('"count" = :offset'),
    offset: ':offset',
  });
  return `"changes" AS MATERIALIZED (
      SELECT count(*) AS "count" FROM (${ended} UNION ALL ${changed} LIMIT :offset)
    ), "skippedEnd" AS MATERIALIZED (${skippedEnd}),
    "pageStart" AS MATERIALIZED (
      SELECT * FROM (${places(items, 'i')} ${firstWhen('"count" = 0')})
      UNION ALL
      SELECT * FROM (
        ${places(items, 'i')} AND +i.rowid NOT IN (${changed})
        UNION ALL
        SELECT s."createdAt" AS "createdAt", s."id" AS "id" FROM ${history} s
        WHERE s.rowid IN (${ended}) AND +s."version" <= :at AND ${isInRange('s')}
        ${firstWhen('"count" > 0 AND "count" < :offset')}
      )
      UNION ALL
      SELECT * FROM (
        ${places(items, 'i')} AND +i."version" <= :at AND ${isUpToEnd('i')}
        UNION ALL
        ${places(history, 'h')} AND +h."version" <= :at AND +h."validTo" > :at AND ${isUpToEnd('h')}
        ${firstWhen('"count" = :offset')}
      )
    )`;
}
