/**
 * The version of the next commit, in milliseconds since the Unix epoch: the present, or one
 * millisecond after the previous version where the clock has not passed that yet.
 */
export function nextVersion(now: number, previous: number): number {
  return Math.max(now, previous + 1);
}
