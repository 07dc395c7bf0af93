/** The longest JSON text that one statement gets, in characters; a batch is split beyond it. */
const LONGEST_TEXT = 4_000_000;

/** Rows of plain values as JSON texts for `json_each`, each short enough for one statement. */
export function chunkRows(rows: readonly (readonly (string | number | null)[])[]): string[] {
  const chunks: string[] = [];
  let chunk: string[] = [];
  let length = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (chunk.length > 0 && length + text.length > LONGEST_TEXT) {
      chunks.push(`[${chunk.join(',')}]`);
      chunk = [];
      length = 0;
    }
    chunk.push(text);
    length += text.length;
  }
  if (chunk.length > 0) chunks.push(`[${chunk.join(',')}]`);
  return chunks;
}
