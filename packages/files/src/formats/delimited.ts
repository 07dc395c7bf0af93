import { CsvError, parse, type CsvErrorCode, type Info, type Parser } from '#csv-parse';
import { FilesError } from '../errors.js';
import { refuseUnsplit, trimNames } from '../mapping/columns.js';
import { looksLikeMultipleChoice } from '../shapes/multiple-choice.js';
import { emptyFile } from './failures.js';
import { blankNote, LONGEST_ROW, type Row, type RowSource } from './rows.js';

/** How a file of delimited text is read. */
export interface DelimitedOptions {
  /** Between cells; what the line `sep=` of Excel says goes before it. */
  readonly delimiter: string;
  /** Whether the first line names the columns; else they are 1, 2, 3 …; left out: it is found out. */
  readonly header?: boolean | undefined;
  /** Whether double quotes enclose cells. */
  readonly quotes: boolean;
}

/** A record, and the line that it begins in. */
interface ParsedRecord {
  readonly record: readonly string[];
  readonly line: number;
}

/** Reads CSV or TSV. Throws `INPUT_REFUSED` with line and cell where quotes are wrong. */
export async function readDelimited(
  file: string,
  pieces: AsyncIterable<string>,
  { delimiter, header, quotes }: DelimitedOptions,
): Promise<RowSource> {
  const lines = new LineCount();
  const { text, separator, firstLine } = await readHead(pieces);
  const parser = parse({
    delimiter: separator ?? delimiter,
    from_line: separator === null ? 1 : 2,
    quote: quotes ? '"' : null,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    on_record: (record: string[], info) => {
      lines.add(record, info);
      // They are taken from there: the parser keeps nothing.
      return null;
    },
  });
  const records = readRecords(file, parser, text, lines);
  const first = await records.next().catch((error: unknown) => {
    // Quotes seem wrong where the cells are separated by something else.
    if (!firstLine.includes(delimiter)) refuseUnsplit(`${file}, line 1`, [firstLine]);
    throw error;
  });
  if (first.done === true) throw emptyFile(file);
  const { record } = first.value;
  const isHeaderless = header === undefined ? looksLikeMultipleChoice(record) : !header;
  const columns = isHeaderless ? record.map((_, index) => String(index + 1)) : trimNames(record);
  const skipped = { blank: 0 };
  const rows = toRows(columns, isHeaderless ? first.value : null, records, skipped);
  return { columns, isText: true, isHeaderless, rows, notes: () => blankNote(skipped.blank) };
}

/** What Excel writes into a line before the names, to say what separates cells. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/i;

/** How much of a text is looked at to find its first line, in characters. */
const HEAD_LENGTH = 65_536;

/** The beginning of a text. */
interface Head {
  /** All of the text. */
  readonly text: AsyncIterable<string>;
  /** What a line before the names says that separates cells; `null` without one. */
  readonly separator: string | null;
  readonly firstLine: string;
}

async function readHead(pieces: AsyncIterable<string>): Promise<Head> {
  const iterator = pieces[Symbol.asyncIterator]();
  let head = '';
  while (head.length < HEAD_LENGTH && !/[\r\n]/.test(head)) {
    const next = await iterator.next();
    if (next.done === true) break;
    head += next.value;
  }
  const [, separator = null] = SEPARATOR_LINE.exec(head) ?? [];
  const [firstLine = ''] = head.split(/[\r\n]/, 1);
  const whole = async function* (): AsyncGenerator<string, void, undefined> {
    yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      yield next.value;
    }
  };
  return { text: whole(), separator, firstLine };
}

/** The lines that records begin in. The parser tells those they end in. */
class LineCount {
  #ready: ParsedRecord[] = [];
  /** The parser counts CRLF within quotes as two lines. */
  #surplus = 0;
  #lines = 0;
  #emptyLines = 0;

  /** Takes the next record. */
  add(record: readonly string[], { lines, empty_lines: emptyLines }: Info): void {
    const line = lines - countMatches(record, /[\r\n]/g) - this.#surplus;
    this.#ready.push({ record, line });
    this.#surplus += countMatches(record, /\r\n/g);
    this.#lines = lines - this.#surplus;
    this.#emptyLines = emptyLines;
  }

  /** Gives the records that came since the last time. */
  take(): readonly ParsedRecord[] {
    const taken = this.#ready;
    this.#ready = [];
    return taken;
  }

  /** The line that the record behind the last one begins in; `emptyLines` were skipped so far. */
  startOfNext(emptyLines: number): number {
    return this.#lines + emptyLines - this.#emptyLines + 1;
  }
}

function countMatches(cells: readonly string[], pattern: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(pattern)?.length ?? 0), 0);
}

/** What is wrong with quotes, by the codes of the parser. */
const QUOTE_PROBLEMS: Partial<Record<CsvErrorCode, string>> = {
  INVALID_OPENING_QUOTE: 'a quote stands within a cell that does not begin with one',
  CSV_INVALID_CLOSING_QUOTE: 'there is text behind the closing quote of the cell',
  CSV_QUOTE_NOT_CLOSED: 'a quote is never closed',
  CSV_MAX_RECORD_SIZE: `the record is longer than ${LONGEST_ROW.toLocaleString('en-US')} characters, so a quote may not be closed`,
};

/** Passes text to the parser piece by piece, and gives the records that end in each. */
async function* parseRecords(
  parser: Parser,
  text: AsyncIterable<string>,
  lines: LineCount,
): AsyncGenerator<ParsedRecord, void, undefined> {
  const failures: unknown[] = [];
  parser.on('error', (error: unknown) => failures.push(error));
  const done = (wait: (resolve: () => void) => void) =>
    new Promise<void>((resolve, reject) => {
      wait(() => {
        if (failures.length === 0) resolve();
        else reject(toError(failures[0]));
      });
    });
  for await (const piece of text) {
    await done((resolve) => {
      parser.write(piece, (error) => {
        if (error != null) failures.unshift(error);
        resolve();
      });
    });
    yield* lines.take();
  }
  await done((resolve) => {
    // What browsers have of it never says `close`.
    parser.once('end', resolve);
    parser.once('error', resolve);
    parser.resume();
    parser.end();
  });
  yield* lines.take();
}

function toError(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure));
}

async function* readRecords(
  file: string,
  parser: Parser,
  text: AsyncIterable<string>,
  lines: LineCount,
): AsyncGenerator<ParsedRecord, void, undefined> {
  try {
    yield* parseRecords(parser, text, lines);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = lines.startOfNext(Number(error['empty_lines']));
    const cell = Number(error['column']) + 1;
    const place = `in the record that begins in line ${line}, cell ${cell}`;
    const reason = QUOTE_PROBLEMS[error.code] ?? error.message;
    throw new FilesError('INPUT_REFUSED', `${file}, ${place}: ${reason}.`, {
      hint: 'double the quotes within a quoted cell, or read them as text with --no-quotes',
      remedies: [{ option: 'quotes', value: false }],
      details: { line, cell },
      cause: error,
    });
  }
}

async function* toRows(
  columns: readonly string[],
  first: ParsedRecord | null,
  rest: AsyncIterable<ParsedRecord>,
  skipped: { blank: number },
): AsyncGenerator<Row, void, undefined> {
  if (first !== null) yield toRow(columns, first);
  for await (const parsed of rest) {
    // Spreadsheets write them behind the last row.
    if (parsed.record.every((cell) => /^[ \t]*$/.test(cell))) skipped.blank += 1;
    else yield toRow(columns, parsed);
  }
}

function toRow(columns: readonly string[], { record, line }: ParsedRecord): Row {
  const place = `line ${line}`;
  if (record.length !== columns.length) {
    const cells = record.length === 1 ? '1 cell' : `${record.length.toLocaleString('en-US')} cells`;
    const problem = `${cells} in place of ${columns.length}`;
    return { place, raw: record, fields: [], problem };
  }
  const fields = columns.map((column, index) => [column, record[index]] as const);
  return { place, raw: Object.fromEntries(fields), fields };
}
