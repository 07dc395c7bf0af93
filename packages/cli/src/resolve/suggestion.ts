import { nearest } from '@mastra-datasets/files';
import { printable } from '../output/printable.js';

/** A question that begins a hint, where a candidate is near: `did you mean questions? `. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const name = nearest(word, candidates);
  return name === null ? '' : `did you mean ${printable(name)}? `;
}
