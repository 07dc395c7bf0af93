import type { Io } from '../io.js';
import { STRICT, type JsonReading } from '../json/read.js';
import { openBytes, type ByteSource } from './bytes.js';
import { readDelimited } from './delimited.js';
import { INPUT_FORMATS, inputFormatOf, unknownFormat, type InputFormat } from './format.js';
import { readJsonDocument } from './json-document.js';
import { readJsonLines } from './json-lines.js';
import { readParquet, type ParquetSource } from './parquet-reader.js';
import type { RowSource } from './rows.js';
import { decodeText } from './text.js';
import { isZipName, openZip } from './zip.js';

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
export type Source = ParquetSource;

/** Opens a file of items, or standard input. Throws `USAGE` where nothing tells its format. */
export async function openSource(io: Io, file: string, options: SourceOptions): Promise<Source> {
  if (!isZipName(file)) {
    const format = options.format ?? inputFormatOf(file);
    if (format === null) throw unknownFormat(file, INPUT_FORMATS);
    if (format === 'parquet') return readParquet(io, file, options.reading ?? STRICT);
    return openFormat(file, format, await openBytes(io, file), options);
  }
  const entry = await openZip(io, file);
  const format = options.format ?? inputFormatOf(entry.name);
  if (format === null) throw unknownFormat(entry.name, INPUT_FORMATS);
  return openFormat(file, format, await openBytes(io, file, entry), options);
}

async function openFormat(
  file: string,
  format: InputFormat,
  { chunks, size, read }: ByteSource,
  options: SourceOptions,
): Promise<Source> {
  return { ...(await openRows(file, format, chunks, options)), size, read };
}

async function openRows(
  file: string,
  format: InputFormat,
  chunks: AsyncIterable<Buffer>,
  options: SourceOptions,
): Promise<RowSource> {
  const { reading = STRICT, root, sheet, header } = options;
  if (format === 'xlsx') {
    const { readSpreadsheet } = await import('./spreadsheet.js');
    return readSpreadsheet(file, await allOf(chunks), { sheet, header: header ?? true });
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

async function allOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces);
}
