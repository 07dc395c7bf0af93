import type { ItemPageRequest } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';

/**
 * How each order reads: what comes later, what begins with a place, what has come by a place, and where
 * the order ends and begins.
 */
export const ORDERS = {
  newest: {
    direction: 'DESC',
    later: '<',
    from: '<=',
    upTo: '>=',
    end: `-9e15, ''`,
    beforeAll: '9e15',
  },
  // A blob is greater than any text.
  oldest: {
    direction: 'ASC',
    later: '>',
    from: '>=',
    upTo: '<=',
    end: `:at, x''`,
    beforeAll: '-9e15',
  },
} as const;

/** The condition that a state comes after the cursor. */
export function isAfterCursor(alias: string, order: ItemPageRequest['order']): string {
  return `(${alias}."createdAt", ${alias}."id") ${ORDERS[order].later} (:createdAt, :id)`;
}

/** Which of the current items {@link placeOfItem} finds. */
interface ItemToFind {
  /** A condition on the items, `c`. */
  readonly condition: string;
  /** Whether there is anything to find: 1 or 0. */
  readonly limit: string;
  /** How many come before it. */
  readonly offset: string;
}

/**
 * Selects the place of one of the items that are current and were there at the snapshot's time. Where
 * there are not as many, it is the end of the order.
 */
export function placeOfItem(
  { items, history }: Tables,
  order: ItemPageRequest['order'],
  { condition, limit, offset }: ItemToFind,
): string {
  const { direction, end } = ORDERS[order];
  const place = `SELECT c."createdAt" AS "createdAt", c."id" AS "id" FROM ${items} c
    WHERE c."datasetId" = :datasetId AND ${condition}
      AND (+c."version" <= :at OR EXISTS (SELECT 1 FROM ${history} g
        WHERE g."id" = c."id" AND g."version" <= :at AND g."validTo" > :at))
    ORDER BY c."createdAt" ${direction}, c."id" ${direction} LIMIT ${limit} OFFSET ${offset}`;
  return `SELECT "createdAt", "id" FROM (
      SELECT "createdAt", "id" FROM (${place}) UNION ALL SELECT ${end}
    ) ORDER BY "createdAt" ${direction}, "id" ${direction} LIMIT 1`;
}
