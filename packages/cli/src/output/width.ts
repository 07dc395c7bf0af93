import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many UTF-16 units of a text are looked at for each column: an emoji of a family takes 11. */
export const UNITS_OF_COLUMN = 16;

/** How many columns of a terminal a printable text takes: CJK characters and emoji take two. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

/** Cuts a printable text that is wider than some columns; `…` stands for what is missing. */
export function cutToWidth(text: string, columns: number): string {
  // Most texts are short, and no text is wider than twice its length.
  if (text.length * 2 <= columns) return text;
  const head = text.slice(0, (columns + 1) * UNITS_OF_COLUMN);
  if (head.length === text.length && displayWidth(text) <= columns) return text;
  if (columns <= 1) return columns === 1 ? '…' : '';
  return `${headOfWidth(head, columns - 1)}…`;
}

/** The longest beginning of a printable text that fits some columns. */
export function headOfWidth(text: string, columns: number): string {
  let end = 0;
  let width = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    width += displayWidth(segment);
    if (width > columns) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** The longest end of a printable text that fits some columns. */
export function tailOfWidth(text: string, columns: number): string {
  const tail = text.slice(-(columns + 1) * UNITS_OF_COLUMN);
  const segments = [...graphemes.segment(tail)];
  let start = tail.length;
  let width = 0;
  for (const { segment, index } of segments.reverse()) {
    width += displayWidth(segment);
    if (width > columns) break;
    start = index;
  }
  return tail.slice(start);
}

/** Fills a text with spaces up to some columns. */
export function padToWidth(
  text: string,
  columns: number,
  align: 'left' | 'right' = 'left',
): string {
  const space = ' '.repeat(Math.max(0, columns - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}
