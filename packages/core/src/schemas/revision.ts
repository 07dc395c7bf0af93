import { sha256 } from '../json/canonical.js';
import type { JsonDocument } from '../json/document.js';

/** How many hexadecimal digits of a hash an integer of every database holds. */
const DIGITS = 12;

/**
 * The revision of a dataset's schemas, a number made from their text; `null` when there are none.
 * Equal revisions mean equal schemas, also where a dataset was deleted and copied back meanwhile.
 */
export function schemaRevision(
  inputSchema: JsonDocument | null,
  expectedOutputSchema: JsonDocument | null,
): number | null {
  if (inputSchema === null && expectedOutputSchema === null) return null;
  const texts = [inputSchema?.text ?? null, expectedOutputSchema?.text ?? null];
  return Number.parseInt(sha256(JSON.stringify(texts)).slice(0, DIGITS), 16);
}
