import type { Tables } from '../tables.js';
import type { Statement } from './statement.js';
import { writtenSql } from './written-sql.js';

/** A part of a result; what it skips is read again each time. */
export interface RowRange {
  readonly offset: number;
  readonly limit: number;
}

function ranged(
  sql: string,
  order: string,
  args: Readonly<Record<string, string | number>>,
  range: RowRange | null,
): Statement {
  if (range === null) return { sql, args };
  return {
    sql: `${sql} ORDER BY ${order} LIMIT :limit OFFSET :offset`,
    args: { ...args, ...range },
  };
}

/** The current state of one item. */
export function findItem(tables: Tables, id: string): Statement {
  const write = () => `SELECT ${tables.states.select()} FROM ${tables.items} WHERE id = ?`;
  return { sql: writtenSql(tables, 'findItem', write), args: [id] };
}

/** The states of items by id: current, or as of a time. */
export function findItems(tables: Tables, ids: readonly string[], at: number | null): Statement {
  const matches = (alias: string) => `${alias}."id" = j.value`;
  return findStates(tables, matches, { keys: JSON.stringify(ids) }, at);
}

/** As {@link findItems}, by external id. */
export function findItemsByExternalId(
  tables: Tables,
  datasetId: string,
  externalIds: readonly string[],
  at: number | null,
): Statement {
  const matches = (alias: string) =>
    `${alias}."datasetId" = :datasetId AND ${alias}."externalId" = j.value`;
  return findStates(tables, matches, { datasetId, keys: JSON.stringify(externalIds) }, at);
}

/** The states that match one of some keys, `j.value` of the JSON array `:keys`. */
function findStates(
  { items, history, states }: Tables,
  matches: (alias: string) => string,
  args: Readonly<Record<string, string>>,
  at: number | null,
): Statement {
  const source = 'json_each(:keys) j CROSS JOIN';
  const current = `SELECT ${states.select('i.')}
    FROM ${source} ${items} i WHERE ${matches('i')}`;
  if (at === null) return { sql: current, args };
  return {
    sql: `${current} AND i."version" <= :at
      UNION ALL
      SELECT ${states.select('h.')} FROM ${source} ${history} h
      WHERE ${matches('h')} AND h."version" <= :at AND h."validTo" > :at`,
    args: { ...args, at },
  };
}

/**
 * Selects a column of the item whose state with an external id ended last. The unary plus keeps
 * SQLite from walking through the whole history in the order of its ends.
 */
export function lastNamed(
  history: string,
  datasetId: string,
  externalId: string,
  column = 'id',
): string {
  return `(SELECT l."${column}" FROM ${history} l
    WHERE l."datasetId" = ${datasetId} AND l."externalId" = ${externalId}
    ORDER BY +l."validTo" DESC LIMIT 1)`;
}

/** The items that external ids name: current, or in the last state, with the end of that. */
export function findNamedItems(
  { items, history, states }: Tables,
  datasetId: string,
  externalIds: readonly string[],
): Statement {
  const isCurrent = 'i."datasetId" = :datasetId AND i."externalId" = j.value';
  return {
    sql: `SELECT ${states.select('i.')}, NULL AS "validTo"
      FROM json_each(:keys) j CROSS JOIN ${items} i WHERE ${isCurrent}
      UNION ALL
      SELECT ${states.select('h.')}, h."validTo"
      FROM json_each(:keys) j CROSS JOIN ${history} h
      WHERE h.rowid = ${lastNamed(history, ':datasetId', 'j.value', 'rowid')}
        AND NOT EXISTS (SELECT 1 FROM ${items} i WHERE ${isCurrent})`,
    args: { datasetId, keys: JSON.stringify(externalIds) },
  };
}

/** Every state of some items with its end, or a range of them ordered by item and version. */
export function findItemStates(
  { items, history, versions, states }: Tables,
  ids: readonly string[],
  range: RowRange | null,
): Statement {
  const source = 'json_each(:ids) j CROSS JOIN';
  const place = (alias: string) => states.sortedBy(alias, ['id', 'version']);
  const statement = `SELECT ${states.select('i.')}, NULL AS "validTo",
      NULL AS "validToNumber"${place('i.')}
    FROM ${source} ${items} i WHERE i."id" = j.value
    UNION ALL
    SELECT ${states.select('h.')}, h."validTo", (SELECT v."number" FROM ${versions} v
      WHERE v."datasetId" = h."datasetId" AND v."version" = h."validTo")${place('h.')}
    FROM ${source} ${history} h WHERE h."id" = j.value`;
  return ranged(statement, '"id", "version"', { ids: JSON.stringify(ids) }, range);
}

/** The ids of the items that commits of an interval changed, or a range of them. */
export function findChangedItemIds(
  { items, history }: Tables,
  datasetId: string,
  after: number,
  upTo: number,
  range: RowRange | null,
): Statement {
  const changed = (table: string, column: string) =>
    `SELECT "id" FROM ${table}
      WHERE "datasetId" = :datasetId AND "${column}" > :after AND "${column}" <= :upTo`;
  const statement = [
    changed(items, 'createdAt'),
    // The condition of the index that holds just these.
    `${changed(items, 'version')} AND "version" > "createdAt"`,
    changed(history, 'version'),
    changed(history, 'validTo'),
  ].join(' UNION ');
  return ranged(statement, '"id"', { datasetId, after, upTo }, range);
}

/** The ids of the items that have a state whose content was removed, or a range of them. */
export function findPurgedItemIds(
  { items, history }: Tables,
  datasetId: string,
  range: RowRange | null,
): Statement {
  const purged = (table: string) =>
    `SELECT "id" FROM ${table} WHERE "datasetId" = :datasetId AND "purgedAt" IS NOT NULL`;
  const statement = `${purged(items)} UNION ${purged(history)}`;
  return ranged(statement, '"id"', { datasetId }, range);
}

/** How many items of a snapshot are in each combination of splits. */
export function countSplits({ items, history }: Tables, datasetId: string, at: number): Statement {
  return {
    sql: `SELECT "splits", count(*) FROM (
        SELECT "splits" FROM ${items}
        WHERE "datasetId" = :datasetId AND "version" <= :at AND "splits" IS NOT NULL
        UNION ALL
        SELECT "splits" FROM ${history}
        WHERE "datasetId" = :datasetId AND "version" <= :at AND "validTo" > :at
          AND "splits" IS NOT NULL
      ) GROUP BY "splits"`,
    args: { datasetId, at },
  };
}
