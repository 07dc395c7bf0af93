/** Fewer characters would match by chance. */
const SHORTEST = 4;

const BEGINNING = /^[\da-f]{1,8}(?:-[\da-f-]{0,27})?$/;

/** Whether a word looks like the beginning of an id, as tables show it. */
export function isBeginningOfId(word: string): boolean {
  return word.length >= SHORTEST && BEGINNING.test(word);
}
