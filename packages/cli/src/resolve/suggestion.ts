import { distance } from 'fastest-levenshtein';
import { printable } from '../output/printable.js';

/** Longer texts are no names that somebody typed. */
const LONGEST_NAME = 100;

/** The candidate that a misspelt word most likely stands for; `null` where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > LONGEST_NAME) return null;
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_NAME) continue;
    const steps = stepsBetween(wanted, candidate.toLowerCase());
    if (steps >= least) continue;
    best = candidate;
    least = steps;
  }
  return best;
}

/** How many letters were mistyped; few where one word is the beginning of the other. */
function stepsBetween(wanted: string, candidate: string): number {
  const isBeginning = wanted.length >= 3 && candidate.startsWith(wanted);
  return isBeginning ? 1 : distance(wanted, candidate);
}

/** A question that begins a hint, where a candidate is near: `did you mean questions? `. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const name = nearest(word, candidates);
  return name === null ? '' : `did you mean ${printable(name)}? `;
}
