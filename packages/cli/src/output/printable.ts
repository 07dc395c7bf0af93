import { cutToWidth, UNITS_OF_COLUMN } from './width.js';

/** Characters that would move the cursor, change colours, or reorder the text of a terminal. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Stored text as a terminal can show it: in one line, and harmless. */
export function printable(text: string): string {
  return text.replaceAll('\n', '\\n').replaceAll('\t', '\\t').replace(UNSAFE, escape);
}

/** A JSON value in one line, cut where it is wider than some columns of a terminal. */
export function preview(value: unknown, columns: number): string {
  if (value === undefined) return '';
  return cutText(typeof value === 'string' ? value : JSON.stringify(value), columns);
}

/** As {@link preview}, with quotes around strings. */
export function jsonPreview(value: unknown, columns: number): string {
  return value === undefined ? 'absent' : cutText(JSON.stringify(value), columns);
}

/** Makes only the part of a text printable that may be shown. */
function cutText(text: string, columns: number): string {
  return cutToWidth(printable(text.slice(0, (columns + 1) * UNITS_OF_COLUMN)), columns);
}
