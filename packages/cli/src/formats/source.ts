import type { Io } from '../io.js';
import { openBytes } from './bytes.js';
import { readDelimited } from './delimited.js';
import type { Format } from './format.js';
import { readJsonArray } from './json-array.js';
import { readJsonLines } from './json-lines.js';
import { readParquet, type ParquetSource } from './parquet-reader.js';
import { decodeText } from './text.js';

/** How a file is to be read. */
export interface SourceOptions {
  readonly format: Format;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly header: boolean;
  readonly quotes: boolean;
}

/** The rows of a file, with how much of it was read: bytes, or rows of Parquet. */
export type Source = ParquetSource;

/** Opens a file of items, or standard input. */
export async function openSource(io: Io, file: string, options: SourceOptions): Promise<Source> {
  const { format } = options;
  if (format === 'parquet') return readParquet(io, file);
  const { chunks, size, read } = await openBytes(io, file);
  const text = decodeText(file, chunks, options.encoding);
  switch (format) {
    case 'json':
      return { ...readJsonArray(file, text), size, read };
    case 'jsonl':
      return { ...readJsonLines(file, text), size, read };
    default: {
      const delimiter = options.delimiter ?? (format === 'tsv' ? '\t' : ',');
      return { ...(await readDelimited(file, text, { ...options, delimiter })), size, read };
    }
  }
}
