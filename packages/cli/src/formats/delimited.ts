import { pipeline, Readable } from 'node:stream';
import { CsvError, parse, type Info } from 'csv-parse';
import { CliError } from '../errors.js';
import { emptyFile } from './bytes.js';
import type { Row, RowSource } from './rows.js';

/** How a file of delimited text is read. */
export interface DelimitedOptions {
  readonly delimiter: string;
  /** Whether the first line names the columns; else they are 1, 2, 3 … */
  readonly header: boolean;
  /** Whether double quotes enclose cells. */
  readonly quotes: boolean;
}

/** A record, and the line that it begins in. */
interface ParsedRecord {
  readonly record: readonly string[];
  readonly line: number;
}

interface RecordWithInfo {
  readonly record: readonly string[];
  readonly info: Info;
}

/** The longest record, in characters: an unclosed quote would swallow the whole file otherwise. */
const LONGEST_RECORD = 16_000_000;

/** Reads CSV or TSV. Throws `INPUT_REFUSED` with line and column where quotes or names are wrong. */
export async function readDelimited(
  file: string,
  text: AsyncIterable<string>,
  { delimiter, header, quotes }: DelimitedOptions,
): Promise<RowSource> {
  const parser = parse({
    delimiter,
    quote: quotes ? '"' : null,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: LONGEST_RECORD,
  });
  pipeline(Readable.from(text), parser, () => undefined);
  const records = readRecords(file, parser as AsyncIterable<RecordWithInfo>);
  const first = await records.next();
  if (first.done === true) throw emptyFile(file);
  const { record } = first.value;
  const columns = header ? record : record.map((_, index) => String(index + 1));
  if (header) checkNames(file, columns);
  return { columns, isText: true, rows: toRows(columns, header ? null : first.value, records) };
}

async function* readRecords(
  file: string,
  parser: AsyncIterable<RecordWithInfo>,
): AsyncGenerator<ParsedRecord, void, undefined> {
  // The parser counts CRLF within quotes as two lines.
  let surplus = 0;
  try {
    for await (const { record, info } of parser) {
      const breaks = countMatches(record, /[\r\n]/g);
      yield { record, line: info.lines - breaks - surplus };
      surplus += countMatches(record, /\r\n/g);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines']) - surplus;
    const column = Number(error['column']) + 1;
    const place = `line ${line}, column ${column}`;
    throw new CliError('INPUT_REFUSED', `${file}, ${place}: ${error.message}.`, {
      hint: 'double the quotes within a quoted cell, or read them as text with --no-quotes',
      details: { line, column },
      cause: error,
    });
  }
}

function countMatches(cells: readonly string[], pattern: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(pattern)?.length ?? 0), 0);
}

function checkNames(file: string, columns: readonly string[]): void {
  const blank = columns.findIndex((name) => name.trim() === '');
  if (blank === -1) return;
  throw new CliError('INPUT_REFUSED', `${file}, line 1: column ${blank + 1} has no name.`, {
    hint: 'name it in the first line, or use --no-header',
    details: { line: 1, column: blank + 1 },
  });
}

async function* toRows(
  columns: readonly string[],
  first: ParsedRecord | null,
  rest: AsyncIterable<ParsedRecord>,
): AsyncGenerator<Row, void, undefined> {
  if (first !== null) yield toRow(columns, first);
  for await (const parsed of rest) yield toRow(columns, parsed);
}

function toRow(columns: readonly string[], { record, line }: ParsedRecord): Row {
  const place = `line ${line}`;
  if (record.length !== columns.length) {
    const problem = `${record.length} cells in place of ${columns.length}`;
    return { place, raw: record, fields: [], problem };
  }
  const fields = columns.map((column, index) => [column, record[index]] as const);
  return { place, raw: Object.fromEntries(fields), fields };
}
