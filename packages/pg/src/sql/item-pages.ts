import { datasetKey, splitText, type ItemHints, type ItemPageRequest } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { SELECTED_STATE } from './columns.js';
import { ORDERS, startOf, type Condition } from './item-orders.js';
import { limitClause, partLimitClause } from './ranges.js';
import { Parameters, type Statement } from './statement.js';
import { unionOf } from './unions.js';

/** Whether a request is for all the rest of a snapshot, which comes in no order. */
export function isUnordered({ offset, limit }: ItemPageRequest): boolean {
  return limit === null && offset === 0;
}

/**
 * A range of a snapshot: the current items that are old enough, merged with the states that have
 * ended since. Sums with zero keep the planner from indexes that are no good for it.
 */
export function pageItems(tables: Tables, request: ItemPageRequest): Statement {
  const parameters = new Parameters();
  const place = {
    ...tables,
    id: parameters.add(datasetKey(request.datasetId)),
    time: parameters.add(request.at),
  };
  const start = startOf(request, place.time, parameters);
  const { hints } = request;
  const text =
    hints !== undefined
      ? matchingItems(place, request, bothOf(start, conditionOf(hints, parameters)), parameters)
      : isUnordered(request)
        ? wholeRest(place, start)
        : request.offset > 0
          ? pageAfterOthers(place, request, start, parameters)
          : page(place, request, start, parameters);
  return { text, values: parameters.values };
}

/** The tables, and the parameters of the dataset and of the snapshot's time. */
interface Place extends Tables {
  readonly id: string;
  readonly time: string;
}

function bothOf(one: Condition, other: Condition): Condition {
  return (alias) => `${one(alias)} AND ${other(alias)}`;
}

/** The condition that a state may be one that is looked for. */
function conditionOf({ splits, pattern }: ItemHints, parameters: Parameters): Condition {
  const names = (splits ?? []).map((name) => parameters.add(splitText(name)));
  const like = pattern === null ? null : parameters.add(pattern);
  return (alias) => {
    const isIn = names.map((name) => `strpos(${alias}."splits", ${name}) > 0`);
    // A pattern has no letters whose cases differ between languages.
    const holds = ['input', 'expectedOutput'].map(
      (column) => `${alias}."${column}" ILIKE ${like ?? ''}`,
    );
    return [
      ...(isIn.length === 0 ? [] : [`(${isIn.join(' OR ')})`]),
      ...(like === null ? [] : [`(${holds.join(' OR ')})`]),
    ].join(' AND ');
  };
}

/** The items of the rest of a snapshot that meet a condition, in order. */
function matchingItems(
  place: Place,
  { order, offset, limit }: ItemPageRequest,
  condition: Condition,
  parameters: Parameters,
): string {
  const { direction } = ORDERS[order];
  return `${wholeRest(place, condition)}
    ORDER BY "createdAt" ${direction}, "id" ${direction}
    ${limitClause({ offset, limit }, parameters)}`;
}

/**
 * All the rest of a snapshot. Former states are found by their end, at the cost of what changed
 * since. The caller sorts it: the server's sort of so much goes to its disk.
 */
function wholeRest({ items, history, id, time }: Place, start: Condition): string {
  return unionOf([
    `SELECT ${SELECTED_STATE.current} FROM ${items} i
      WHERE i."datasetId" = ${id} AND i."version" <= ${time} AND ${start('i')}`,
    `SELECT ${SELECTED_STATE.former} FROM ${history} h
      WHERE h."datasetId" = ${id} AND h."validTo" > ${time} AND h."version" + 0 <= ${time}
        AND ${start('h')}`,
  ]);
}

/**
 * A page. It ends, at the latest, with the last of as many items as it may hold that are current and
 * were there at the time. Between the cursor and that place, current items and history are read in
 * the order of their indexes. So a page costs the states of about as many items as it holds: however
 * many were changed since, and however many pages come before it. Where nothing was changed since,
 * there is no history to look at, and no place to look for. `onlyIf` is a further condition, and an AND.
 */
function page(
  place: Place,
  { order, offset, limit }: ItemPageRequest,
  start: Condition,
  parameters: Parameters,
  onlyIf = '',
): string {
  const { items, history, id, time } = place;
  const { direction, upTo, endOf } = ORDERS[order];
  const range = { offset, limit };
  const sorting = `ORDER BY "createdAt" ${direction}, "id" ${direction}`;
  const part = `${sorting} ${partLimitClause(range, parameters)}`;
  // Subqueries for a value are never turned into joins, or into tables of everything.
  const wasChanged = `${endedSince(place)} IS NOT NULL`;
  const stateThen = `(SELECT 1 FROM ${history} g WHERE g."datasetId" = ${id} AND g."id" = c."id"
    AND g."version" <= ${time} AND g."validTo" + 0 > ${time} LIMIT 1)`;
  const lastItem = (last: bigint) => `SELECT c."createdAt", c."id" FROM ${items} c
    WHERE ${wasChanged} AND c."datasetId" = ${id} AND ${start('c')} AND c."createdAt" <= ${time}
      AND (c."version" + 0 <= ${time} OR ${stateThen} IS NOT NULL)
    ORDER BY c."createdAt" ${direction}, c."id" ${direction}
    LIMIT 1 OFFSET ${parameters.add(String(last))}`;
  const pageEnd =
    limit === null
      ? `(SELECT ${endOf(time)})`
      : `(SELECT * FROM ((${lastItem(BigInt(offset) + BigInt(Math.max(limit, 1)) - 1n)})
    UNION ALL SELECT ${endOf(time)}) "pageEnd" ORDER BY 1 ${direction}, 2 ${direction} LIMIT 1)`;
  const isInPage = (alias: string) =>
    `${start(alias)} AND (${alias}."createdAt", ${alias}."id") ${upTo} ${pageEnd}`;
  const states = unionOf([
    `(SELECT ${SELECTED_STATE.current} FROM ${items} i
      WHERE ${onlyIf} i."datasetId" = ${id} AND i."version" + 0 <= ${time} AND ${isInPage('i')}
      ${part})`,
    `(SELECT ${SELECTED_STATE.former} FROM ${history} h
      WHERE ${wasChanged} AND h."datasetId" = ${id} AND ${isInPage('h')}
        AND h."validTo" + 0 > ${time} AND h."version" + 0 <= ${time} ${part})`,
  ]);
  return `${states} ${sorting} ${limitClause(range, parameters)}`;
}

/**
 * A page that skips others. Where nothing was changed since, the items that are old enough are those of
 * the snapshot. Then what is skipped is counted in their index, which takes a fraction of the time of
 * reading them. Else it is read, up to the page.
 */
function pageAfterOthers(
  place: Place,
  request: ItemPageRequest,
  start: Condition,
  parameters: Parameters,
): string {
  const { items, id, time } = place;
  const { order, offset, limit } = request;
  const { direction, from } = ORDERS[order];
  // An item that was brought back has no state that has ended since. The condition that it is later than
  // its creation is that of the index.
  const changedSince = `(SELECT u."version" FROM ${items} u WHERE u."datasetId" = ${id}
    AND u."version" > ${time} AND u."version" > u."createdAt" ORDER BY u."version" DESC LIMIT 1)`;
  const wasChanged = `(${endedSince(place)} IS NOT NULL OR ${changedSince} IS NOT NULL)`;
  const sorting = (prefix: string) =>
    `ORDER BY ${prefix}"createdAt" ${direction}, ${prefix}"id" ${direction}`;
  const most = limitClause({ offset: 0, limit }, parameters);
  const first = `(SELECT f."createdAt", f."id" FROM ${items} f
    WHERE NOT ${wasChanged} AND f."datasetId" = ${id} AND ${start('f')} AND f."createdAt" <= ${time}
    ${sorting('f.')} LIMIT 1 OFFSET ${parameters.add(offset)})`;
  const unchanged = `(SELECT ${SELECTED_STATE.current} FROM ${items} i
    WHERE i."datasetId" = ${id} AND i."createdAt" <= ${time}
      AND (i."createdAt", i."id") ${from} ${first} ${sorting('i.')} ${most})`;
  const changed = `(${page(place, request, start, parameters, `${wasChanged} AND`)})`;
  return `${unionOf([unchanged, changed])} ${sorting('')} ${most}`;
}

/** The time at which a state ended last since the snapshot's time; null where none did. */
function endedSince({ history, id, time }: Place): string {
  return `(SELECT e."validTo" FROM ${history} e
    WHERE e."datasetId" = ${id} AND e."validTo" > ${time}
    ORDER BY e."validTo" DESC LIMIT 1)`;
}
