import { patternTest } from '../../../../../finding/text-pattern.js';
import type { ItemDocuments } from './records.js';

/**
 * What items have to have in them that are asked for. An adapter may leave out items that lack it,
 * which spares reading them; what it gives beyond those is sorted out by the storage.
 */
export interface ItemHints {
  /** Names of splits of which an item has to be in at least one; `null` for no such condition. */
  readonly splits: readonly string[] | null;
  /**
   * A pattern for SQL's `LIKE` that the JSON text of `input` or of `expectedOutput` has to match.
   * Letters of ASCII match in both cases. `null` for no such condition.
   */
  readonly pattern: string | null;
}

/** The text that stands in the JSON of an item's splits when it is in one of this name. */
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
