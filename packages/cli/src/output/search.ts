import { preview, printable } from './printable.js';
import { displayWidth, tailOfWidth } from './width.js';

/** How many columns are shown before what was found. */
const BEFORE = 12;

/** A JSON value in one line, as {@link preview}; begins shortly before what was searched for. */
export function around(value: unknown, search: string, columns: number): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const start = text.toLowerCase().indexOf(search.toLowerCase());
  const whole = preview(value, columns);
  const before = printable(text.slice(0, Math.max(0, start)));
  const isInSight = displayWidth(before) + displayWidth(printable(search)) < columns;
  if (start === -1 || isInSight) return whole;
  return preview(`…${tailOfWidth(before, BEFORE)}${text.slice(start)}`, columns);
}

/** Makes what colours each place where a printable text holds what was searched for, in any case. */
export function highlighter(search: string, colour: (text: string) => string) {
  const pattern = new RegExp(
    printable(search).replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`),
    'giu',
  );
  return (text: string) => text.replace(pattern, (found) => colour(found));
}
