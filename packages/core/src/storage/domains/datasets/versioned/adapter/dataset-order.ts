import type * as types from '../../../../types.js';
import { compareCodePoints } from '../../order.js';
import type { DatasetPosition } from './primitives.js';
import type { DatasetRecord } from './records.js';

/** Newest first. */
export const NEWEST_FIRST: types.DatasetOrderBy = Object.freeze({
  field: 'createdAt',
  direction: 'desc',
});

/** Where a dataset stands in an order. */
export function datasetPosition(
  { field }: types.DatasetOrderBy,
  record: DatasetRecord,
): DatasetPosition {
  return { key: record[field], id: record.id };
}

/** Compares two places of one order. */
export function compareDatasetPositions(
  { direction }: types.DatasetOrderBy,
  left: DatasetPosition,
  right: DatasetPosition,
): number {
  const ascending = compareKeys(left.key, right.key) || compareCodePoints(left.id, right.id);
  return direction === 'desc' ? -ascending : ascending;
}

function compareKeys(left: number | string, right: number | string): number {
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : compareCodePoints(String(left), String(right));
}
