import { datasetKey } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { SELECTED_STATE } from './columns.js';
import { isOneOf } from './ids.js';
import type { Condition } from './item-orders.js';
import type { StateQueries } from './state-queries.js';
import { Parameters, plannedFor, type Statement } from './statement.js';
import { unionOf } from './unions.js';
import { textArray } from './text-array.js';

/** The condition that states are of the dataset of a key, or of any. */
function inDataset(key: string | undefined, parameters: Parameters): Condition {
  if (key === undefined) return () => '';
  const id = parameters.add(key);
  return (alias) => `${alias}."datasetId" = ${id} AND `;
}

/** The condition that states are of some items. */
function ofItems(ids: readonly string[], parameters: Parameters): Condition {
  const condition = isOneOf('"id"', ids, parameters);
  return (alias) => `${alias}.${condition}`;
}

/** The states of items by id: current, or as of a time; of the dataset of a key, or of any. */
export function findItems(
  tables: Tables,
  ids: readonly string[],
  at: number | null,
  key?: string,
): StateQueries {
  const parameters = new Parameters();
  const within = inDataset(key, parameters);
  const matches = ofItems(ids, parameters);
  return findStates(tables, (alias) => `${within(alias)}${matches(alias)}`, parameters, at);
}

/** The condition that states have one of some external ids. */
function namedBy(externalIds: readonly string[], parameters: Parameters): Condition {
  const [only] = externalIds;
  // A single one tells the planner that there is one item at most, which a list does not.
  if (externalIds.length === 1 && only !== undefined) {
    const key = parameters.add(only);
    return (alias) => `${alias}."externalId" = ${key}::text`;
  }
  const keys = parameters.add(textArray(externalIds));
  return (alias) => `${alias}."externalId" = ANY(${keys}::text[])`;
}

/** As {@link findItems}, by external id. */
export function findItemsByExternalId(
  tables: Tables,
  datasetId: string,
  externalIds: readonly string[],
  at: number | null,
): StateQueries {
  const parameters = new Parameters();
  const within = inDataset(datasetKey(datasetId), parameters);
  const isNamed = namedBy(externalIds, parameters);
  const matches = (alias: string) => `${within(alias)}${isNamed(alias)}`;
  return findStates(tables, matches, parameters, at);
}

function findStates(
  { items, history }: Tables,
  matches: Condition,
  parameters: Parameters,
  at: number | null,
): StateQueries {
  const { values } = parameters;
  const current = `SELECT ${SELECTED_STATE.current} FROM ${items} i WHERE ${matches('i')}`;
  if (at === null) return { texts: [current], values };
  const time = parameters.add(at);
  const former = `SELECT ${SELECTED_STATE.former} FROM ${history} h
      WHERE ${matches('h')} AND h."version" <= ${time} AND h."validTo" > ${time}`;
  return { texts: [`${current} AND i."version" <= ${time}`, former], values };
}

/**
 * Selects a column of the item whose state with an external id ended last. `of` names the states
 * `l` by SQL. The sort is in an aggregate: otherwise a planner may walk through the whole history in
 * the order of its ends.
 */
export function lastNamed({ history }: Tables, column: string, of: string): string {
  return `(SELECT (array_agg(l."${column}" ORDER BY l."validTo" DESC))[1]
    FROM ${history} l WHERE ${of})`;
}

/** The items that external ids name: current, or in the last state, with the end of that. */
export function findNamedItems(
  tables: Tables,
  datasetId: string,
  externalIds: readonly string[],
): Statement {
  const { items, history } = tables;
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(datasetId));
  const hasName = namedBy(externalIds, parameters);
  const isNamed = (alias: string) => `${alias}."datasetId" = ${id} AND ${hasName(alias)}`;
  const states = unionOf([
    `SELECT ${SELECTED_STATE.current}, NULL::bigint AS "validTo" FROM ${items} i
      WHERE ${isNamed('i')}`,
    `SELECT ${SELECTED_STATE.former}, h."validTo" FROM ${history} h WHERE ${isNamed('h')}`,
  ]);
  return {
    // No lookup for each key: where a plan was made for small tables, each would read them whole.
    text: `SELECT DISTINCT ON (n."externalId") n.* FROM (${states}) n
      ORDER BY n."externalId", n."validTo" DESC NULLS FIRST`,
    values: parameters.values,
    ...plannedFor(externalIds.length),
  };
}

/** Every state of some items with its end; of the dataset of a key, or of any. */
export function findItemStates(
  { items, history, versions }: Tables,
  ids: readonly string[],
  key?: string,
): Statement {
  const parameters = new Parameters();
  const within = inDataset(key, parameters);
  const matches = ofItems(ids, parameters);
  return {
    text: unionOf([
      `SELECT ${SELECTED_STATE.current}, NULL::bigint AS "validTo",
        NULL::bigint AS "validToNumber" FROM ${items} i
      WHERE ${within('i')}${matches('i')}`,
      `SELECT ${SELECTED_STATE.former}, h."validTo", v."number" FROM ${history} h
      LEFT JOIN ${versions} v ON v."datasetId" = h."datasetId" AND v."version" = h."validTo"
      WHERE ${within('h')}${matches('h')}`,
    ]),
    values: parameters.values,
  };
}

/** The ids of the items that commits of an interval changed. */
export function findChangedItemIds(
  { items, history }: Tables,
  datasetId: string,
  after: number,
  upTo: number,
): Statement {
  const changed = (table: string, column: string, condition = '') =>
    `SELECT "id" FROM ${table}
      WHERE "datasetId" = $1 AND "${column}" > $2 AND "${column}" <= $3 ${condition}`;
  return {
    text: unionOf(
      [
        changed(items, 'version', 'AND "version" > "createdAt"'),
        changed(items, 'createdAt', 'AND "version" = "createdAt"'),
        changed(history, 'version'),
        changed(history, 'validTo'),
      ],
      'UNION',
    ),
    values: [datasetKey(datasetId), after, upTo],
  };
}

/** The ids of the items that have a state whose content was removed. */
export function findPurgedItemIds({ items, history }: Tables, datasetId: string): Statement {
  const purged = (table: string) =>
    `SELECT "id" FROM ${table} WHERE "datasetId" = $1 AND "purgedAt" IS NOT NULL`;
  return {
    text: unionOf([purged(items), purged(history)], 'UNION'),
    values: [datasetKey(datasetId)],
  };
}

/** How many items of a snapshot are in each combination of splits. */
export function countSplits({ items, history }: Tables, datasetId: string, at: number): Statement {
  const united = unionOf([
    `SELECT "splits" FROM ${items}
      WHERE "datasetId" = $1 AND "version" <= $2 AND "splits" IS NOT NULL`,
    `SELECT "splits" FROM ${history}
      WHERE "datasetId" = $1 AND "version" <= $2 AND "validTo" > $2 AND "splits" IS NOT NULL`,
  ]);
  return {
    text: `SELECT "splits", count(*) FROM (${united}) "each" GROUP BY "splits"`,
    values: [datasetKey(datasetId), at],
  };
}
