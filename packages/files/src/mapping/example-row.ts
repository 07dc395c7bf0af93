import type { Cell, Row } from '../formats/rows.js';

/**
 * A row with a value in every column: the first that the rows have, or a space where they have none.
 * It tells where columns go of which no row says so.
 */
export function exampleRow(columns: readonly string[], rows: readonly Row[]): Row {
  const fields = columns.map((column): Cell => {
    const values = rows.map((row) => row.fields.find(([name]) => name === column)?.[1]);
    return [column, values.find((value) => isFilled(value)) ?? ' '];
  });
  return { place: 'example', raw: null, fields };
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
