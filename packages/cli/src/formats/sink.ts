import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { DatasetItem } from '@mastra-datasets/core';
import {
  isGzipName,
  surveyColumns,
  writeParquet,
  writeText,
  type Format,
  type Pass,
  type TextOutput,
} from '@mastra-datasets/files';
import { CliError } from '../errors.js';
import { assertRunning, write, type Io } from '../io.js';
import { STANDARD } from './standard.js';
import { writeWhole, type OutputFile, type ProtectedFile } from './output-file.js';

/** What is written where. */
export interface SinkOptions {
  readonly format: Format;
  readonly spreadsheetSafe: boolean;
  /** Files that the items must not go to. */
  readonly protectedFiles: readonly ProtectedFile[];
  /** Gives the items from the first one, the same in each pass. */
  readonly items: (pass: Pass) => AsyncIterable<DatasetItem>;
}

/** Writes items to a file, which appears when it is whole, or to standard output. */
export async function writeItems(io: Io, file: string, options: SinkOptions): Promise<void> {
  if (options.format === 'parquet' && isGzipName(file)) throw notForParquet();
  if (file === STANDARD) {
    const text = await writeText(textOutput(options, options.items));
    for await (const piece of text) await write(io.stdout, piece);
    return;
  }
  await writeWhole(io, file, options.protectedFiles, (output) =>
    writeFile(io, output, isGzipName(file), options),
  );
}

function notForParquet(): CliError {
  return new CliError('USAGE', 'Parquet goes to a file, and is compressed already.', {
    hint: 'name it with --output FILE.parquet',
  });
}

async function writeFile(
  io: Io,
  { path, isRegular }: OutputFile,
  compress: boolean,
  options: SinkOptions,
): Promise<void> {
  if (options.format === 'parquet') {
    if (!isRegular) throw notForParquet();
    const columns = await surveyColumns(runningOnly(io, options.items('survey')), {
      joinsSplits: false,
    });
    const bytes = writeParquet(runningOnly(io, options.items('write')), columns);
    await pipeline(Readable.from(bytes), createWriteStream(path));
    return;
  }
  const items = (pass: Pass) => runningOnly(io, options.items(pass));
  const text = Readable.from(await writeText(textOutput(options, items)));
  const file = createWriteStream(path);
  await (compress ? pipeline(text, createGzip(), file) : pipeline(text, file));
}

/** Ends with `INTERRUPTED` when the work is to end. */
async function* runningOnly(
  io: Io,
  items: AsyncIterable<DatasetItem>,
): AsyncGenerator<DatasetItem, void, undefined> {
  for await (const item of items) {
    assertRunning(io);
    yield item;
  }
}

/** What is written as text. Throws `USAGE` for Parquet, which is none. */
function textOutput(
  { format, spreadsheetSafe }: SinkOptions,
  items: TextOutput['items'],
): TextOutput {
  if (format === 'parquet') throw notForParquet();
  return { format, spreadsheetSafe, items };
}
