import { printable } from '../output/printable.js';
import { escapeBeyondAscii, lookAlike } from './look-alikes.js';
import { compareWords, type TextBlock } from './words.js';

/** Two values as JSON texts, in parts that are the same and parts that differ. */
export interface Comparison {
  readonly blocks: readonly TextBlock[];
  /** Writes a part as JSON does, harmless for terminals. */
  readonly write: (part: string) => string;
  /** What stands around the text. */
  readonly quote: string;
}

/** Compares two values word by word: texts by their characters, everything else by its JSON. */
export function compareValues(old: unknown, present: unknown): Comparison {
  return typeof old === 'string' && typeof present === 'string'
    ? { blocks: compareWords(old, present), write: writeText, quote: '"' }
    : {
        blocks: compareWords(JSON.stringify(old), JSON.stringify(present)),
        write: printable,
        quote: '',
      };
}

function writeText(part: string): string {
  return printable(JSON.stringify(part).slice(1, -1));
}

/** Writes both sides of a part; two that differ never come out the same. */
export function writeBlock(
  { isSame, old, present }: TextBlock,
  write: Comparison['write'],
): TextBlock {
  const paint = !isSame && lookAlike(old, present) ? escapeBeyondAscii : unchanged;
  return { isSame, old: paint(write(old)), present: paint(write(present)) };
}

function unchanged(text: string): string {
  return text;
}
