import type { SplitCount } from './primitives.js';
import type { ItemRecord } from './records.js';

/** Counts how many of some items are in each combination of splits, for adapters that have them all. */
export function countSplits(items: Iterable<Pick<ItemRecord, 'splits'>>): SplitCount[] {
  const counts = new Map<string, number>();
  for (const { splits } of items) {
    if (splits !== null) counts.set(splits.text, (counts.get(splits.text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => ({ splits: JSON.parse(text) as string[], count }));
}
