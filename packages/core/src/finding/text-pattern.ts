/** The longest search that is turned into a pattern, in UTF-16 code units. */
const LONGEST = 500;

/** The lower case of some letters beyond ASCII is, or contains, that of one of these. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['i', 'k']);

/** Which characters stand in JSON text as they are. */
function isPlain(character: string): boolean {
  return character >= ' ' && character <= '~' && character !== '"' && character !== '\\';
}

/**
 * A pattern, in the notation of SQL's `LIKE`, that the JSON text of a document matches if one of
 * its strings includes a text in any case: `_` is any one character, `%` any number of them, and
 * letters of ASCII match in both cases. Other documents may match it, too. `null` where there is no
 * such pattern that is of use.
 */
export function textPattern(search: string): string | null {
  if (search.length > LONGEST) return null;
  const characters = Array.from(search.toLowerCase(), (character) => {
    if (!isPlain(character)) return '%';
    return AMBIGUOUS.has(character) || character === '_' || character === '%' ? '_' : character;
  });
  const pattern = characters.join('');
  return /[^%_]/.test(pattern) ? `%${pattern}%` : null;
}

/** The same as {@link textPattern} for programs without `LIKE`. */
export function patternTest(pattern: string): (text: string) => boolean {
  const source = pattern
    .replace(/^%|%$/g, '')
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('_', '.')
    .replaceAll('%', '.*');
  const expression = new RegExp(source, 'is');
  return (text) => expression.test(text);
}
