import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, pipeline, Readable, Transform } from 'node:stream';
import { CliError } from '../errors.js';
import { assertRunning, pathOf, type Io } from '../io.js';
import { shortened } from '../output/printable.js';
import { decompress, MARK_LENGTH } from './compression.js';

/** Stands for standard input or output. */
export const STANDARD = '-';

/** The bytes of a file, decompressed, and how far they were read. */
export interface ByteSource {
  readonly chunks: AsyncIterable<Buffer>;
  /** The size of the file; 0 where it is not known. */
  readonly size: number;
  /** How many bytes of the file have been read. */
  readonly read: () => number;
}

/** Whether an error says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Says what is wrong with a file that could not be opened, read or written. */
export function fileFailure(name: string, error: unknown): CliError {
  const file = shortened(name);
  if (isMissing(error)) {
    return new CliError('FILE_NOT_FOUND', `There is no file ${file}.`, {
      hint: 'check the path',
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  const reason = message.replace(/'[^']+'/g, shortened);
  return new CliError('FILE_FAILED', `${file}: ${reason}.`, {
    hint: 'check the file, its permissions and the space left',
    cause: error,
  });
}

/** Says why a file that is to be read cannot be. */
export function unreadable(name: string, error: unknown): CliError {
  if (isMissing(error)) return fileFailure(name, error);
  const { message } = fileFailure(name, error);
  return new CliError('INPUT_UNREADABLE', message, {
    hint: 'check the file, and whether you may read it',
    cause: error,
  });
}

/** Says that a file has nothing in it, where even one without rows would have something. */
export function emptyFile(file: string): CliError {
  return new CliError('INPUT_REFUSED', `${file} is empty.`, { hint: 'check the file' });
}

/**
 * Opens a file, or standard input, or takes bytes that were opened already. What gzip, zstd or bzip2 has
 * compressed is decompressed, whatever its name.
 */
export async function openBytes(
  io: Io,
  file: string,
  opened?: { readonly bytes: Readable; readonly size: number },
): Promise<ByteSource> {
  let size = opened?.size ?? 0;
  let source: Readable = opened?.bytes ?? io.stdin;
  if (file !== STANDARD && opened === undefined) {
    const path = pathOf(io, file);
    const facts = await stat(path).catch((error: unknown) => {
      throw unreadable(file, error);
    });
    if (!facts.isFile() && facts.isDirectory()) {
      throw new CliError('FILE_FAILED', `${file} is a folder.`, { hint: 'name a file in it' });
    }
    size = facts.size;
    source = createReadStream(path);
  }
  let read = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      done(null, chunk);
    },
  });
  // Standard input may never say another word, so interruptions do not wait for it.
  addAbortSignal(io.signal, counter);
  const counted = pipeline(source, counter, () => undefined);
  return { chunks: decompressed(io, file, counted), size, read: () => read };
}

/** Gives chunks, of which the first has some bytes at least, if there are so many. */
export async function* withHead(
  chunks: AsyncIterable<Buffer>,
  length: number,
): AsyncGenerator<Buffer, void, undefined> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < length) continue;
    yield head;
    head = null;
  }
  if (head !== null && head.length > 0) yield head;
}

async function* decompressed(io: Io, file: string, source: Readable): AsyncGenerator<Buffer> {
  try {
    const iterator = withHead(source, MARK_LENGTH);
    const first = await iterator.next();
    if (first.done === true) return;
    yield* decompress(first.value, Readable.from(startingWith(first.value, iterator)));
  } catch (error) {
    assertRunning(io);
    throw error instanceof CliError ? error : unreadable(file, error);
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    yield next.value;
  }
}
