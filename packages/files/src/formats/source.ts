import { STRICT, type JsonReading } from '../json/read.js';
import { allBytes } from './bytes.js';
import type { Bytes } from './compression.js';
import { readDelimited } from './delimited.js';
import { INPUT_FORMATS, inputFormatOf, unknownFormat, type InputFormat } from './format.js';
import type { ByteSource, InputFile, RandomAccess } from './input-file.js';
import { readJsonDocument } from './json-document.js';
import { readJsonLines } from './json-lines.js';
import type { RowSource } from './rows.js';
import { decodeText } from './text.js';
import { isZipName } from './zip-entries.js';

/** How a file is to be read. */
export interface SourceOptions {
  /** Told by the file's name where it is left out. */
  readonly format?: InputFormat | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  /** Whether the first line names the columns; found out where it is left out. */
  readonly header?: boolean | undefined;
  readonly quotes: boolean;
  /** The path of the rows within a document of JSON or YAML. */
  readonly root?: string | undefined;
  /** The name of a sheet. */
  readonly sheet?: string | undefined;
  /** Default: nothing may be lost. */
  readonly reading?: JsonReading | undefined;
}

/** The rows of a file, with how much of it was read: bytes, or rows of Parquet. */
export interface Source extends RowSource {
  readonly size: number;
  readonly read: () => number;
}

/** Opens a file of items. Throws `USAGE` where nothing tells its format. */
export async function openSource(file: InputFile, options: SourceOptions): Promise<Source> {
  const { name } = file;
  if (isZipName(name)) {
    const entry = await file.openArchive();
    const format = formatOf(entry.name, options);
    if (format !== 'parquet') return openFormat(name, format, entry, options);
    const { buffer } = (await allBytes(entry.chunks)).slice();
    const whole = {
      byteLength: buffer.byteLength,
      slice: (start: number, end?: number) => buffer.slice(start, end),
    };
    return openParquet(name, () => Promise.resolve(whole), options);
  }
  const format = formatOf(name, options);
  if (format === 'parquet') return openParquet(name, () => file.openAnywhere(), options);
  return openFormat(name, format, await file.open(), options);
}

function formatOf(name: string, { format }: SourceOptions): InputFormat {
  const found = format ?? inputFormatOf(name);
  if (found === null) throw unknownFormat(name, INPUT_FORMATS);
  return found;
}

async function openParquet(
  name: string,
  open: () => Promise<RandomAccess>,
  { reading = STRICT }: SourceOptions,
): Promise<Source> {
  const { readParquet } = await import('./parquet-reader.js');
  return readParquet(name, open, reading);
}

async function openFormat(
  file: string,
  format: Exclude<InputFormat, 'parquet'>,
  { chunks, size, read }: ByteSource,
  options: SourceOptions,
): Promise<Source> {
  return { ...(await openRows(file, format, chunks, options)), size, read };
}

async function openRows(
  file: string,
  format: Exclude<InputFormat, 'parquet'>,
  chunks: Bytes,
  options: SourceOptions,
): Promise<RowSource> {
  const { reading = STRICT, root, sheet, header } = options;
  if (format === 'xlsx') {
    const { readSpreadsheet } = await import('./spreadsheet.js');
    return readSpreadsheet(file, await allBytes(chunks), { sheet, header: header ?? true });
  }
  const text = decodeText(file, chunks, options.encoding);
  switch (format) {
    case 'json':
      return readJsonDocument(file, text, { reading, root });
    case 'jsonl':
      return readJsonLines(file, text, reading);
    case 'yaml': {
      const { readYaml } = await import('./yaml.js');
      let whole = '';
      for await (const piece of text) whole += piece;
      return readYaml(file, whole, { reading, root });
    }
    default: {
      const delimiter = options.delimiter ?? (format === 'tsv' ? '\t' : ',');
      return readDelimited(file, text, { ...options, delimiter });
    }
  }
}
