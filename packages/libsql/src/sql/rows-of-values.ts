import type { SqlValue } from './statement.js';

/**
 * The most rows that one statement writes. Preparing costs as much as writing a few rows; from
 * about a hundred rows on, more make no difference.
 */
const MOST_ROWS = 200;

/**
 * The most text that one statement writes, in characters, unless a single row has more. Embedded
 * replicas pass on no statement of more than 4 MB.
 */
const MOST_TEXT = 1_000_000;

/** Rows for one statement. */
export type Rows = readonly (readonly SqlValue[])[];

function lengthOf(row: readonly SqlValue[]): number {
  let length = 0;
  for (const value of row) if (typeof value === 'string') length += value.length;
  return length;
}

/** A VALUES clause with a placeholder for each value of some rows. */
export function valuesOf(rows: Rows): string {
  const placeholders = rows.map((row) => `(${row.map(() => '?').join(', ')})`);
  return `VALUES ${placeholders.join(', ')}`;
}

/** Whether most statements have as many rows: a single one, or as many as may be. */
export function isUsualLength({ length }: Rows): boolean {
  return length === 1 || length === MOST_ROWS;
}

/**
 * Splits rows into as many statements as they need; none for no rows. Each row is made when its
 * statement is: who runs one after the other never holds the values of all.
 */
export function* chunkRows<Given>(
  given: readonly Given[],
  toRow: (given: Given) => readonly SqlValue[],
): Generator<Rows, void, undefined> {
  let chunk: (readonly SqlValue[])[] = [];
  let text = 0;
  for (const one of given) {
    const row = toRow(one);
    const length = lengthOf(row);
    if (chunk.length > 0 && (chunk.length >= MOST_ROWS || text + length > MOST_TEXT)) {
      yield chunk;
      chunk = [];
      text = 0;
    }
    chunk.push(row);
    text += length;
  }
  if (chunk.length > 0) yield chunk;
}
