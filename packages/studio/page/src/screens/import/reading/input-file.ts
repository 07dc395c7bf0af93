import {
  baseName,
  decompress,
  FilesError,
  onlyEntry,
  unreadable,
  type Bytes,
  type ByteSource,
  type InputFile,
} from '@mastra-datasets/files';
import { DECOMPRESSORS } from './decompressors.js';

/** A file that somebody chose or dropped. It can be opened as often as needed. */
export function inputFile(file: File): InputFile {
  const { name, size } = file;
  return {
    name,
    isStream: false,
    open: () => Promise.resolve(countBytes(name, chunksOf(file.stream()), size)),
    openAnywhere: () =>
      Promise.resolve({
        byteLength: size,
        slice: (start: number, end?: number) => file.slice(start, end).arrayBuffer(),
      }),
    async openArchive() {
      const { configure, BlobReader, ZipReader } = await import('@zip.js/zip.js');
      // The page allows no workers of other origins, as that of a blob would be.
      configure({ useWebWorkers: false });
      const reader = new ZipReader(new BlobReader(file), { checkSignature: true });
      const entries = await reader.getEntries().catch((error: unknown) => {
        throw unreadable(name, error);
      });
      const entry = onlyEntry(name, entries, ({ filename }) => filename);
      if (entry.directory || entry.encrypted) {
        throw new FilesError('INPUT_UNREADABLE', `${name}: ${entry.filename} is encrypted.`, {
          hint: 'unpack it first',
        });
      }
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      // What goes wrong while it unpacks also breaks off what is read.
      entry
        .getData(writable)
        .catch((error: unknown) => writable.abort(error).catch(() => undefined));
      return {
        name: baseName(entry.filename),
        ...countBytes(name, chunksOf(readable), entry.uncompressedSize),
      };
    },
  };
}

function countBytes(name: string, chunks: Bytes, size: number): ByteSource {
  let read = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      read += chunk.length;
      yield chunk;
    }
  };
  const unpacked = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* decompress(counted(), DECOMPRESSORS);
    } catch (error) {
      throw error instanceof FilesError ? error : unreadable(name, error);
    }
  };
  return { chunks: unpacked(), size, read: () => read };
}

/** The pieces of a stream, also where browsers cannot iterate over it. */
async function* chunksOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
