import { distance } from 'fastest-levenshtein';

/** Longer texts are no names that somebody typed. */
const LONGEST_NAME = 100;

/**
 * The candidate that a misspelt word most likely stands for; `null` where none is near. `plain` takes
 * away what does not count in a name; by default that is its case.
 */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  plain: (name: string) => string = (name) => name.toLowerCase(),
): string | null {
  if (word.length > LONGEST_NAME) return null;
  const wanted = plain(word);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_NAME) continue;
    const steps = stepsBetween(wanted, plain(candidate));
    if (steps >= least) continue;
    best = candidate;
    least = steps;
  }
  return best;
}

/** How many letters were mistyped; few where one word is the beginning of the other. */
function stepsBetween(wanted: string, candidate: string): number {
  const steps = distance(wanted, candidate);
  const isBeginning = wanted.length >= 3 && candidate.startsWith(wanted);
  return isBeginning ? Math.min(1, steps) : steps;
}
