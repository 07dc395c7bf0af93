/** Counts the entries at the beginning of a list that meet a condition which no later one meets. */
export function countLeading<Entry>(
  entries: readonly Entry[],
  meets: (entry: Entry) => boolean,
): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry !== undefined && meets(entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}
