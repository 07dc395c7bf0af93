import type { ItemPageRequest } from '@mastra-datasets/core';
import { lookupId } from './ids.js';
import type { Parameters } from './statement.js';

/**
 * How each order reads: what comes later, what begins with a place, what has come by a place, and where
 * the order ends.
 */
export const ORDERS = {
  newest: {
    direction: 'DESC',
    later: '<',
    from: '<=',
    upTo: '>=',
    endOf: () => `'-9000000000000000'::bigint, '00000000-0000-0000-0000-000000000000'::uuid`,
  },
  oldest: {
    direction: 'ASC',
    later: '>',
    from: '>=',
    upTo: '<=',
    endOf: (time: string) => `${time}::bigint, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`,
  },
} as const;

/** Writes a condition on a table's alias. */
export type Condition = (alias: string) => string;

/** The condition that an item comes after the cursor, or else is not newer than the snapshot. */
export function startOf(
  { after, order }: ItemPageRequest,
  time: string,
  parameters: Parameters,
): Condition {
  if (after === null) return (alias) => `${alias}."createdAt" <= ${time}`;
  const cursor = `(${parameters.add(after.createdAt)}, ${parameters.add(lookupId(after.id))})`;
  return (alias) => `(${alias}."createdAt", ${alias}."id") ${ORDERS[order].later} ${cursor}`;
}
