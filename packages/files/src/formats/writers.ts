import { stringify } from '#csv-stringify/sync';
import { surveyColumns, type ItemColumn } from './columns.js';
import { contentOf, type ItemContent } from './content.js';
import type { Format } from './format.js';

/** Writes one JSON object a line. */
async function* writeJsonLines(
  items: AsyncIterable<ItemContent>,
): AsyncGenerator<string, void, undefined> {
  for await (const item of items) yield `${JSON.stringify(contentOf(item))}\n`;
}

/** Writes a JSON array, one item a line. */
async function* writeJson(
  items: AsyncIterable<ItemContent>,
): AsyncGenerator<string, void, undefined> {
  let separator = '[\n';
  for await (const item of items) {
    yield `${separator}${JSON.stringify(contentOf(item))}`;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** How delimited text is written. */
interface DelimitedOutput {
  readonly columns: readonly ItemColumn[];
  readonly delimiter: string;
  /** Whether cells that a spreadsheet would run as formulas are escaped, which loses them. */
  readonly spreadsheetSafe: boolean;
}

/** Line breaks of any kind, spaces at an end and byte order marks, which readers may take away. */
const FRAGILE = /[\r\n\ufeff]|^\s|\s$/;

/** Writes CSV or TSV with a line of names. */
async function* writeDelimited(
  items: AsyncIterable<ItemContent>,
  { columns, delimiter, spreadsheetSafe }: DelimitedOutput,
): AsyncGenerator<string, void, undefined> {
  const line = (cells: readonly (string | null)[], escapes: boolean) =>
    stringify([[...cells]], { delimiter, quoted_match: FRAGILE, escape_formulas: escapes });
  yield line(
    columns.map(({ name }) => name),
    false,
  );
  for await (const item of items) {
    yield line(
      columns.map(({ cell }) => cell(item)),
      spreadsheetSafe,
    );
  }
}

/** What items are read for: to find the columns of a table, or to be written. */
export type Pass = 'survey' | 'write';

/** Items that are written as text. */
export interface TextOutput {
  readonly format: Exclude<Format, 'parquet'>;
  /** Whether cells of tables that a spreadsheet would run as formulas are escaped, which loses them. */
  readonly spreadsheetSafe: boolean;
  /** Gives the items from the first one, the same in each pass. */
  readonly items: (pass: Pass) => AsyncIterable<ItemContent>;
}

/** Gives the text of items piece by piece; tables look at all of them first, for their columns. */
export async function writeText({
  format,
  items,
  spreadsheetSafe,
}: TextOutput): Promise<AsyncIterable<string>> {
  if (format === 'json') return writeJson(items('write'));
  if (format === 'jsonl') return writeJsonLines(items('write'));
  const delimiter = format === 'tsv' ? '\t' : ',';
  const columns = await surveyColumns(items('survey'), { joinsSplits: true });
  return writeDelimited(items('write'), { columns, delimiter, spreadsheetSafe });
}
