import { FilesError } from '../errors.js';

/** The formats that items are written in. */
export const FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'parquet'] as const;

/** @see FORMATS */
export type Format = (typeof FORMATS)[number];

/** The formats that items are read from. */
export const INPUT_FORMATS = [...FORMATS, 'yaml', 'xlsx'] as const;

/** @see INPUT_FORMATS */
export type InputFormat = (typeof INPUT_FORMATS)[number];

const EXTENSIONS: Readonly<Record<string, Format>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
};

const INPUT_EXTENSIONS: Readonly<Record<string, InputFormat>> = {
  ...EXTENSIONS,
  yaml: 'yaml',
  yml: 'yaml',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
};

/** What programs that compress add to a name. */
const COMPRESSED = /\.(?:gz|zst|zstd|bz2|zip)$/i;

/** The name of a file before it was compressed. */
export function withoutCompression(file: string): string {
  return file.replace(COMPRESSED, '');
}

function extensionOf(file: string): string {
  const [, extension = ''] = /\.([a-z]+)$/i.exec(file) ?? [];
  return extension.toLowerCase();
}

/** Tells the format of a file that is read by its name; `null` where that does not say it. */
export function inputFormatOf(file: string): InputFormat | null {
  return INPUT_EXTENSIONS[extensionOf(withoutCompression(file))] ?? null;
}

/** Says that a file's name does not tell its format. */
export function unknownFormat(file: string, formats: readonly string[]): FilesError {
  return new FilesError('USAGE', `The name ${file} does not tell the format.`, {
    hint: `say it with --format: ${formats.join(', ')}`,
    remedies: formats.map((value) => ({ option: 'format', value })),
  });
}

/** Whether a file's name says that it is compressed. */
export function isGzipName(file: string): boolean {
  return /\.gz$/i.test(file);
}

/** Tells the format to write by the name of a file, unless it is given. Throws `USAGE` when neither says it. */
export function formatOf(file: string, given: Format | undefined): Format {
  const format = given ?? EXTENSIONS[extensionOf(file.replace(/\.gz$/i, ''))];
  if (format !== undefined) return format;
  throw unknownFormat(file, FORMATS);
}
