import { splitText, type ItemHints, type ItemPageRequest } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { isAfterCursor, ORDERS, placeOfItem } from './item-orders.js';
import { pageStart } from './page-start.js';
import type { Statement } from './statement.js';

/** Writes a further condition on a table's alias. */
type Condition = (alias: string) => string;

/**
 * A range of a snapshot: the current items that are old enough, merged with the states that have
 * ended since.
 */
export function pageItems(tables: Tables, request: ItemPageRequest): Statement {
  const { datasetId, at, after, offset, limit, hints } = request;
  const args = { datasetId, at, ...after };
  if (hints !== undefined) {
    const { condition, args: hintArgs } = conditionOf(hints);
    const sql = wholeRest(tables, request, condition);
    return { sql, args: { ...args, ...hintArgs, limit: limit ?? -1, offset } };
  }
  if (limit === null) {
    return { sql: wholeRest(tables, request), args: { ...args, limit: -1, offset } };
  }
  const pageArgs = { ...args, limit, last: limit - 1 };
  return { sql: page(tables, request), args: offset > 0 ? { ...pageArgs, offset } : pageArgs };
}

/** All the rest of a snapshot: former states are found by their end, at the cost of what changed since. */
function wholeRest(
  tables: Tables,
  { after, order }: ItemPageRequest,
  condition: Condition = () => '',
): string {
  const { items, history } = tables;
  // One bound on the index's columns is all SQLite uses, so there is just one: the cursor, or else
  // the snapshot's time, which no item of the snapshot was created after.
  const start = (alias: string) =>
    after === null ? `${alias}."createdAt" <= :at` : isAfterCursor(alias, order);
  return merge(
    tables,
    order,
    `FROM ${items} i
      WHERE i."datasetId" = :datasetId AND ${start('i')} AND +i."version" <= :at
        ${condition('i')}`,
    `FROM ${history} h
      WHERE h."datasetId" = :datasetId AND h."validTo" > :at AND +h."version" <= :at
        AND ${start('h')} ${condition('h')}`,
    'LIMIT :limit OFFSET :offset',
  );
}

/** A condition, and the values that it names. */
interface Hint {
  readonly condition: Condition;
  readonly args: Readonly<Record<string, string>>;
}

/** The condition that a state may be one that is looked for. */
function conditionOf({ splits, pattern }: ItemHints): Hint {
  const hints = [
    ...(splits === null ? [] : [isInOneOf(splits.map(splitText))]),
    ...(pattern === null ? [] : [holds(pattern)]),
  ];
  return {
    condition: (alias) => hints.map(({ condition }) => `AND ${condition(alias)}`).join(' '),
    args: Object.fromEntries(hints.flatMap(({ args }) => Object.entries(args))),
  };
}

function isInOneOf(splits: readonly string[]): Hint {
  const [split = ''] = splits;
  // A list is opened anew for every row, which costs more than looking for a name in the row.
  return splits.length === 1
    ? { condition: (alias) => `instr(${alias}."splits", :split) > 0`, args: { split } }
    : {
        condition: (alias) => `(${alias}."splits" IS NOT NULL AND EXISTS (
          SELECT 1 FROM json_each(:splits) s WHERE instr(${alias}."splits", s.value) > 0))`,
        args: { splits: JSON.stringify(splits) },
      };
}

function holds(pattern: string): Hint {
  return {
    condition: (alias) =>
      `(${alias}."input" LIKE :pattern OR ${alias}."expectedOutput" LIKE :pattern)`,
    args: { pattern },
  };
}

/**
 * A page. It ends, at the latest, with the last of as many items as it may hold that are current and
 * were there at the time. Between its start and that place, current items and history are read in
 * the order of their indexes. So a page costs the states of about as many items as it holds: however
 * many were changed since, and however many pages come before it, unless these have to be counted.
 * Where nothing was changed since, there is no history to look at, and no place to look for.
 */
function page(tables: Tables, { after, order, offset }: ItemPageRequest): string {
  const { items, history } = tables;
  const { from, upTo, beforeAll } = ORDERS[order];
  const isOldEnough = (alias: string) => `${alias}."createdAt" <= :at`;
  // The unary plus takes the affinity away, which would keep SQLite from using the index for it.
  const place = 'SELECT "createdAt", +"id" FROM';
  const start = (alias: string) => {
    if (offset > 0) return `(${alias}."createdAt", ${alias}."id") ${from} (${place} "pageStart")`;
    if (after !== null) return isAfterCursor(alias, order);
    return order === 'newest' ? isOldEnough(alias) : 'true';
  };
  // SQLite asks a subquery in a condition for every row, but one in a limit or a bound just once.
  const wasChanged = `EXISTS (SELECT 1 FROM ${history} e
    WHERE e."datasetId" = :datasetId AND e."validTo" > :at)`;
  const pageEnd = placeOfItem(tables, order, {
    condition: `${start('c')} ${order === 'oldest' ? `AND ${isOldEnough('c')}` : ''}`,
    limit: wasChanged,
    offset: ':last',
  });
  const statement = merge(
    tables,
    order,
    `FROM ${items} i
      WHERE i."datasetId" = :datasetId AND ${start('i')} AND +i."version" <= :at
        AND (i."createdAt", i."id") ${upTo} (${place} "pageEnd")`,
    `FROM ${history} h
      WHERE h."datasetId" = :datasetId AND ${start('h')}
        AND +h."validTo" > :at AND +h."version" <= :at
        AND (h."createdAt", h."id") ${upTo} (
          SELECT iif(${wasChanged}, "createdAt", ${beforeAll}), +"id" FROM "pageEnd")`,
    'LIMIT :limit',
  );
  const skipped = offset > 0 ? `${pageStart(tables, { after, order })},` : '';
  return `WITH ${skipped} "pageEnd" AS MATERIALIZED (${pageEnd}) ${statement}`;
}

function merge(
  { states }: Tables,
  order: ItemPageRequest['order'],
  current: string,
  former: string,
  limit: string,
): string {
  const { direction } = ORDERS[order];
  const place = (alias: string) => states.sortedBy(alias, ['createdAt', 'id']);
  return states.alone(`SELECT ${states.select('i.')}${place('i.')}
      ${current}
      UNION ALL
      SELECT ${states.select('h.')}${place('h.')}
      ${former}
      ORDER BY "createdAt" ${direction}, "id" ${direction}
      ${limit}`);
}
