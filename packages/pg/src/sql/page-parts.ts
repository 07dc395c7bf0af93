import { datasetKey, type ItemPageRequest } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { SELECTED_STATE } from './columns.js';
import { lookupId } from './ids.js';
import { ORDERS, startOf } from './item-orders.js';
import { limitClause } from './ranges.js';
import { Parameters, type Statement } from './statement.js';

/** The items of a page's range that are current, whether or not they were changed since its time. */
export function currentItems({ items }: Tables, request: ItemPageRequest): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(request.datasetId));
  const time = parameters.add(request.at);
  const start = startOf(request, time, parameters);
  const { direction } = ORDERS[request.order];
  return {
    text: `SELECT ${SELECTED_STATE.current} FROM ${items} i
      WHERE i."datasetId" = ${id} AND i."createdAt" <= ${time} AND ${start('i')}
      ORDER BY i."createdAt" ${direction}, i."id" ${direction} ${limitClause(request, parameters)}`,
    values: parameters.values,
  };
}

/** Gives a row if a dataset is there, and was so at a time. */
export function findDatasetOf({ datasets }: Tables, datasetId: string, at: number): Statement {
  return {
    text: `SELECT d."version" FROM ${datasets} d WHERE d."id" = $1 AND d."createdAt" <= $2`,
    values: [datasetKey(datasetId), at],
  };
}

/**
 * Some of the states that have ended after a time, those that ended last first. Some may have begun
 * after it, too: to leave these out could take the server through all that has changed.
 */
export function endedStates(
  { history }: Tables,
  datasetId: string,
  after: number,
  limit: number,
): Statement {
  return {
    text: `SELECT ${SELECTED_STATE.former} FROM ${history} h
      WHERE h."datasetId" = $1 AND h."validTo" > $2 ORDER BY h."validTo" DESC LIMIT $3`,
    values: [datasetKey(datasetId), after, limit],
  };
}

/**
 * The states of a page's time that have ended since, of items up to the last one given. The sums with
 * zero keep the planner to the index that has the order of the page: by another one it would find all
 * states that have ended since, and sort them.
 */
export function formerItems(
  { history }: Tables,
  request: ItemPageRequest,
  last: { readonly createdAt: number; readonly id: string } | null,
): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(request.datasetId));
  const time = parameters.add(request.at);
  const start = startOf(request, time, parameters);
  const { direction, upTo } = ORDERS[request.order];
  const isInPage =
    last === null
      ? ''
      : `AND (h."createdAt", h."id") ${upTo}
        (${parameters.add(last.createdAt)}, ${parameters.add(lookupId(last.id))})`;
  return {
    text: `SELECT ${SELECTED_STATE.former} FROM ${history} h
      WHERE h."datasetId" = ${id} AND h."validTo" + 0 > ${time} AND h."version" + 0 <= ${time}
        AND ${start('h')} ${isInPage}
      ORDER BY h."createdAt" ${direction}, h."id" ${direction} ${limitClause(request, parameters)}`,
    values: parameters.values,
  };
}
