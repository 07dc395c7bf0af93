import { DatasetsError } from '@mastra-datasets/core';
import type { Row } from '../connection/connection.js';
import type { Column } from './columns.js';

function damaged(column: string): DatasetsError {
  const reason = `a row of Mastra's tables has no valid ${column}`;
  return new DatasetsError('STORAGE_FAILED', `The tables are damaged: ${reason}.`, {
    details: { reason },
  });
}

export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw damaged(column);
}

/** A whole number, which databases also give as text or as a `bigint`. */
export function numberOf(row: Row, column: string): number {
  const value = numberOrNull(row, column);
  if (value === null) throw damaged(column);
  return value;
}

export function numberOrNull(row: Row, column: string): number | null {
  const value = row[column];
  if (value === null || value === undefined) return null;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw damaged(column);
}

/** A truth value, which SQLite gives as a number. */
export function truthOf(row: Row, column: string): boolean {
  return Boolean(row[column]);
}

/** A time in milliseconds since the Unix epoch. */
export function timeOf(row: Row, column: string): number {
  const value = row[column];
  const time =
    typeof value === 'string' || typeof value === 'number' ? new Date(value).getTime() : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw damaged(column);
}

/** The JSON value of a column that was selected as text; `undefined` where there is none. */
function jsonOf(row: Row, column: string): unknown {
  const text = row[column];
  if (text === null || text === undefined) return undefined;
  try {
    if (typeof text === 'string') return JSON.parse(text) as unknown;
  } catch {
    // Told below.
  }
  throw damaged(column);
}

/** The value of a column of content, whatever it holds; `undefined` where it has none. */
export function contentOf(row: Row, { name, kind }: Column): unknown {
  if (kind === 'json' || kind === 'unknown') return jsonOf(row, name);
  return row[name] ?? undefined;
}
