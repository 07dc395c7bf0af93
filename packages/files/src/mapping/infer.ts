import { readJson, STRICT } from '../json/read.js';

/** What may be JSON other than a string. */
const CANDIDATE = /^(?:-?\d|[[{]|true$|false$|null$)/;

/**
 * Gives the JSON value that a cell of text reads as, or the text itself. A number counts only when
 * nothing of its text is lost: `007`, `1.50` and integers beyond 2^53 stay text, and so does a structure
 * that holds a number which a double cannot hold.
 */
export function inferValue(text: string): unknown {
  if (!CANDIDATE.test(text)) return text;
  try {
    const value = readJson(text, STRICT);
    return typeof value === 'number' && String(value) !== text ? text : value;
  } catch {
    // No JSON after all, such as 12:30.
    return text;
  }
}
