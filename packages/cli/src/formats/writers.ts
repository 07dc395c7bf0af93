import type { DatasetItem, NewDatasetItem } from '@mastra-datasets/core';
import { stringify } from 'csv-stringify/sync';
import type { ItemColumn } from './columns.js';

/** What is written of an item: what an import can bring back. */
export function contentOf(item: DatasetItem): NewDatasetItem {
  return {
    ...(item.externalId === undefined ? {} : { externalId: item.externalId }),
    input: item.input,
    ...('expectedOutput' in item ? { expectedOutput: item.expectedOutput } : {}),
    ...(item.context === undefined ? {} : { context: item.context }),
    ...(item.splits === undefined ? {} : { splits: item.splits }),
    ...(item.source === undefined ? {} : { source: item.source }),
    ...(item.attributes === undefined ? {} : { attributes: item.attributes }),
  };
}

/** Writes one JSON object a line. */
export async function* writeJsonLines(
  items: AsyncIterable<DatasetItem>,
): AsyncGenerator<string, void, undefined> {
  for await (const item of items) yield `${JSON.stringify(contentOf(item))}\n`;
}

/** Writes a JSON array, one item a line. */
export async function* writeJson(
  items: AsyncIterable<DatasetItem>,
): AsyncGenerator<string, void, undefined> {
  let separator = '[\n';
  for await (const item of items) {
    yield `${separator}${JSON.stringify(contentOf(item))}`;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** How delimited text is written. */
export interface DelimitedOutput {
  readonly columns: readonly ItemColumn[];
  readonly delimiter: string;
  /** Whether cells that a spreadsheet would run as formulas are escaped, which loses them. */
  readonly spreadsheetSafe: boolean;
}

/** Line breaks of any kind, spaces at an end and byte order marks, which readers may take away. */
const FRAGILE = /[\r\n\ufeff]|^\s|\s$/;

/** Writes CSV or TSV with a line of names. */
export async function* writeDelimited(
  items: AsyncIterable<DatasetItem>,
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
