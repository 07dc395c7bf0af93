import { patternTest } from '../../../../../finding/text-pattern.js';
import type { ItemDocuments } from './records.js';

/**
 * What every item that is asked for contains. An adapter may leave out items that lack it, so that
 * it reads less. It may also give such items, because the storage checks each item again.
 */
export interface ItemHints {
  /** The item has to be in at least one of these splits; `null` for no such condition. */
  readonly splits: readonly string[] | null;
  /**
   * A pattern for SQL's `LIKE` that the JSON text of `input` or of `expectedOutput` has to match.
   * Letters of ASCII match in both cases. `null` for no such condition.
   */
  readonly pattern: string | null;
}

/** A split's name as the JSON of an item's splits contains it. */
export function splitText(name: string): string {
  return JSON.stringify(name);
}

/** Makes the test of hints, for adapters that have no query language. */
export function hintTest({ splits, pattern }: ItemHints): (item: ItemDocuments) => boolean {
  const texts = splits?.map(splitText);
  const matches = pattern === null ? undefined : patternTest(pattern);
  return (item) =>
    (texts === undefined || texts.some((text) => item.splits?.text.includes(text) === true)) &&
    (matches === undefined ||
      matches(item.input.text) ||
      (item.expectedOutput !== null && matches(item.expectedOutput.text)));
}
