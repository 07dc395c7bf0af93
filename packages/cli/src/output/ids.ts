/** Shorter ones would be ambiguous soon, as ids begin with the time. */
const SHORTEST = 8;

/**
 * The shortest beginnings of one length that tell ids apart, also from the `others` that are not
 * shown. Commands take such a beginning for the id.
 */
export function shortIds(ids: readonly string[], others: readonly string[] = []): string[] {
  const sorted = [...new Set([...ids, ...others])].toSorted();
  let length = SHORTEST;
  for (const [index, id] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined) length = Math.max(length, sharedLength(before, id) + 1);
  }
  // A beginning does not end with the dash, as a double click does not take it along.
  const endsWithDash = ids.some((id) => id[length - 1] === '-');
  return ids.map((id) => id.slice(0, endsWithDash ? length + 1 : length));
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
