import { JsonDocument } from '@mastra-datasets/core';
import type { Row } from '../sql/statement.js';

/** Reads a value that is always text. */
export function text(row: Row, place: number): string {
  const value = row[place];
  if (typeof value !== 'string') throw new TypeError(`Value ${place} of a row is no text.`);
  return value;
}

/** Reads a value that is text or NULL. */
export function textOrNull(row: Row, place: number): string | null {
  return row[place] === null ? null : text(row, place);
}

/** Reads a value that is always a number. */
export function number(row: Row, place: number): number {
  const value = row[place];
  if (typeof value === 'number') return value;
  // A client of the caller's may give integers as bigint or text.
  const integer = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : NaN;
  if (Number.isSafeInteger(integer)) return integer;
  throw new TypeError(`Value ${place} of a row is no number.`);
}

/** Reads a value that is a number or NULL. */
export function numberOrNull(row: Row, place: number): number | null {
  return row[place] === null ? null : number(row, place);
}

/** Reads JSON text, which is parsed when somebody asks for its value. */
export function json(row: Row, place: number): JsonDocument {
  return JsonDocument.fromText(text(row, place));
}

/** As {@link json}, or NULL. */
export function jsonOrNull(row: Row, place: number): JsonDocument | null {
  return row[place] === null ? null : json(row, place);
}
