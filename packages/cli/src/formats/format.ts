import { CliError } from '../errors.js';

/** The formats of files of items. */
export const FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'parquet'] as const;

/** @see FORMATS */
export type Format = (typeof FORMATS)[number];

const EXTENSIONS: Readonly<Record<string, Format>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
};

/** Whether a file's name says that it is compressed. */
export function isGzipName(file: string): boolean {
  return /\.gz$/i.test(file);
}

/** Tells the format by the name of a file, unless it is given. Throws `USAGE` when neither says it. */
export function formatOf(file: string, given: Format | undefined): Format {
  if (given !== undefined) return given;
  const [, extension = ''] = /\.([a-z]+)$/i.exec(file.replace(/\.gz$/i, '')) ?? [];
  const format = EXTENSIONS[extension.toLowerCase()];
  if (format !== undefined) return format;
  throw new CliError('USAGE', `The name ${file} does not tell the format.`, {
    hint: `say it with --format: ${FORMATS.join(', ')}`,
  });
}
