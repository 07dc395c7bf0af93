import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, pipeline, Transform, type Readable } from 'node:stream';
import {
  decompress,
  FilesError,
  unreadable,
  type ByteSource,
  type Bytes,
  type InputFile,
  type RandomAccess,
} from '@mastra-datasets/files';
import { isExplained } from '../errors.js';
import { assertRunning, pathOf, type Io } from '../io.js';
import { DECOMPRESSORS } from './compression.js';
import { STANDARD } from './standard.js';
import { openZip } from './zip.js';

/** A file on a disk, or standard input. */
export function inputFile(io: Io, name: string): InputFile {
  const isStream = name === STANDARD;
  return {
    name,
    isStream,
    open: () => openBytes(io, name),
    openAnywhere: () => openAnywhere(io, name),
    async openArchive() {
      const entry = await openZip(io, name);
      return { name: entry.name, ...countBytes(io, name, entry.bytes, entry.size) };
    },
  };
}

/**
 * Opens a file, or standard input. What gzip, zstd or bzip2 has compressed is decompressed, whatever its
 * name.
 */
export async function openBytes(io: Io, file: string): Promise<ByteSource> {
  if (file === STANDARD) return countBytes(io, file, io.stdin, 0);
  const path = pathOf(io, file);
  const facts = await stat(path).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (!facts.isFile() && facts.isDirectory()) {
    throw new FilesError('FILE_FAILED', `${file} is a folder.`, { hint: 'name a file in it' });
  }
  return countBytes(io, file, createReadStream(path), facts.size);
}

function countBytes(io: Io, file: string, source: Readable, size: number): ByteSource {
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

async function* decompressed(io: Io, file: string, source: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* decompress(source, DECOMPRESSORS);
  } catch (error) {
    assertRunning(io);
    throw isExplained(error) ? error : unreadable(file, error);
  }
}

async function openAnywhere(io: Io, file: string): Promise<RandomAccess> {
  if (file === STANDARD) {
    throw new FilesError('USAGE', 'Parquet cannot be read from standard input.', {
      hint: 'its index is at the end: name a file',
    });
  }
  const { asyncBufferFromFile } = await import('hyparquet');
  return asyncBufferFromFile(pathOf(io, file));
}
