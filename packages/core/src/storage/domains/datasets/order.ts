import type { DatasetItem } from '../../types.js';

type Position = Pick<DatasetItem, 'createdAt' | 'id'>;

/** Compares two items or datasets for lists: newest first, ties by `id` descending. */
export function compareNewestFirst(left: Position, right: Position): number {
  return right.createdAt.getTime() - left.createdAt.getTime() || compareText(right.id, left.id);
}

/** Compares text by code units, as JavaScript does. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Compares text by code points, as databases compare its UTF-8. By code units, the two halves of a
 * character beyond U+FFFF come before U+E000.
 */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = orderOf(left.charCodeAt(index)) - orderOf(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A number for a code unit; halves of characters beyond U+FFFF come after all other units. */
function orderOf(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
