import type { DatasetItem } from '../../types.js';

type Position = Pick<DatasetItem, 'createdAt' | 'id'>;

/** Compares two items or datasets for lists: newest first, ties by `id` descending. */
export function compareNewestFirst(left: Position, right: Position): number {
  return right.createdAt.getTime() - left.createdAt.getTime() || compareText(right.id, left.id);
}

/** Compares text by code units, as every adapter does. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
