import { readXlsx, type CellValue } from 'hucre/xlsx';
import { FilesError } from '../errors.js';
import { trimNames } from '../mapping/columns.js';
import { emptyFile, unreadable } from './failures.js';
import { blankNote, type Row, type RowSource } from './rows.js';

/** How a spreadsheet is read. */
export interface SpreadsheetOptions {
  /** The name of the sheet; the only one that is not empty where it is left out. */
  readonly sheet?: string | undefined;
  /** Whether the first row names the columns; else they are 1, 2, 3 … */
  readonly header: boolean;
}

type Cells = readonly CellValue[];

/**
 * Reads a sheet of an Excel workbook: numbers, text and truth values as they are, dates as ISO 8601.
 * Throws `INPUT_REFUSED` where it is not clear which sheet is meant.
 */
export async function readSpreadsheet(
  file: string,
  bytes: Uint8Array,
  { sheet: wanted, header }: SpreadsheetOptions,
): Promise<RowSource> {
  const { sheets } = await readXlsx(bytes).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const full = sheets.filter(({ rows }) => rows.some((row) => !isBlank(row)));
  const names = sheets.map(({ name }) => name);
  const sheet = wanted === undefined ? full[0] : sheets.find(({ name }) => name === wanted);
  if (sheet === undefined && wanted === undefined) throw emptyFile(file);
  if (sheet === undefined || (wanted === undefined && full.length > 1)) {
    const list = names.map((name) => JSON.stringify(name)).join(', ');
    const reason =
      sheet === undefined ? `There is no sheet ${String(wanted)}` : 'It has several sheets';
    throw new FilesError('INPUT_REFUSED', `${file}: ${reason}. The sheets are: ${list}.`, {
      hint: `choose one with --sheet, as in --sheet ${JSON.stringify(names[0] ?? '')}`,
      remedies: names.map((name) => ({ option: 'sheet', value: name })),
      details: { sheets: names },
    });
  }
  const begin = sheet.rows.findIndex((row) => !isBlank(row));
  const first = sheet.rows[begin] ?? [];
  const width = lastFilled(first) + 1;
  const columns = header
    ? trimNames(first.slice(0, width).map((cell) => String(valueOf(cell) ?? '')))
    : first.map((_, index) => String(index + 1));
  const start = header ? begin + 1 : begin;
  let blank = 0;
  const rows = async function* (): AsyncGenerator<Row, void, undefined> {
    for (const [index, cells] of sheet.rows.entries()) {
      if (index < start) continue;
      if (isBlank(cells)) blank += 1;
      else yield await Promise.resolve(toRow(`row ${index + 1}`, columns, cells));
    }
  };
  return { columns, isText: false, rows: rows(), notes: () => blankNote(blank) };
}

function isBlank(cells: Cells): boolean {
  return lastFilled(cells) === -1;
}

function lastFilled(cells: Cells): number {
  return cells.findLastIndex((cell) => cell !== null && String(cell).trim() !== '');
}

function toRow(place: string, columns: readonly string[], cells: Cells): Row {
  const count = lastFilled(cells) + 1;
  const values = cells.slice(0, Math.max(count, columns.length)).map(valueOf);
  if (count > columns.length) {
    const problem = `${count} cells in place of ${columns.length}`;
    return { place, raw: values, fields: [], problem };
  }
  const fields = columns.map((column, index) => [column, values[index]] as const);
  return { place, raw: Object.fromEntries(fields), fields };
}

/** An empty cell has no value. */
function valueOf(cell: CellValue | undefined): string | number | boolean | undefined {
  if (cell === null || cell === undefined || cell === '') return undefined;
  if (!(cell instanceof Date)) return cell;
  const text = cell.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}
