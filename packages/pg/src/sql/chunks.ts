/** The most rows that one statement writes; more make no difference to the speed. */
const MOST_ROWS = 10_000;

/**
 * The most text that one statement writes, in UTF-16 code units, unless a single row has more. The
 * server takes messages of up to 1 GB.
 */
const MOST_TEXT = 32_000_000;

/** Splits rows into as many statements as they need; none for no rows. */
export function chunkRows<Row>(
  rows: readonly Row[],
  lengthOf: (row: Row) => number,
): (readonly Row[])[] {
  const chunks: Row[][] = [];
  let chunk: Row[] = [];
  let text = 0;
  for (const row of rows) {
    const length = lengthOf(row);
    if (chunk.length > 0 && (chunk.length >= MOST_ROWS || text + length > MOST_TEXT)) {
      chunks.push(chunk);
      chunk = [];
      text = 0;
    }
    chunk.push(row);
    text += length;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
