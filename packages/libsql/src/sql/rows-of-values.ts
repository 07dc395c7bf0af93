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

/** Rows for one statement, and a VALUES clause with a placeholder for each of their values. */
export interface RowsOfValues {
  readonly clause: string;
  readonly rows: readonly (readonly SqlValue[])[];
}

function lengthOf(row: readonly SqlValue[]): number {
  return row.reduce<number>(
    (length, value) => length + (typeof value === 'string' ? value.length : 0),
    0,
  );
}

function toClause(rows: readonly (readonly SqlValue[])[]): RowsOfValues {
  const placeholders = rows.map((row) => `(${row.map(() => '?').join(', ')})`);
  return { clause: `VALUES ${placeholders.join(', ')}`, rows };
}

/**
 * Splits rows into as many VALUES clauses as they need; none for no rows. Each row is made when its
 * clause is: who runs one statement after the other never holds the values of all.
 */
export function* chunkRows<Given>(
  given: readonly Given[],
  toRow: (given: Given) => readonly SqlValue[],
): Generator<RowsOfValues, void, undefined> {
  let chunk: (readonly SqlValue[])[] = [];
  let text = 0;
  for (const one of given) {
    const row = toRow(one);
    const length = lengthOf(row);
    if (chunk.length > 0 && (chunk.length >= MOST_ROWS || text + length > MOST_TEXT)) {
      yield toClause(chunk);
      chunk = [];
      text = 0;
    }
    chunk.push(row);
    text += length;
  }
  if (chunk.length > 0) yield toClause(chunk);
}
