import { Decompress } from 'fzstd';
import { withHead } from './bytes.js';

/** Bytes as they come. */
export type Bytes = AsyncIterable<Uint8Array>;

/** What decompresses where the platform, or a library for it, does. */
export interface Decompressors {
  readonly gzip: (chunks: Bytes) => Bytes;
  readonly bzip2: (chunks: Bytes) => Bytes;
}

/** What begins what a program has compressed, and what reads it. */
const KINDS: readonly (readonly [
  mark: readonly number[],
  decompress: (chunks: Bytes, decompressors: Decompressors) => Bytes,
])[] = [
  [[0x1f, 0x8b], (chunks, { gzip }) => gzip(chunks)],
  [[0x28, 0xb5, 0x2f, 0xfd], unzstd],
  // BZh
  [[0x42, 0x5a, 0x68], (chunks, { bzip2 }) => bzip2(chunks)],
];

/** The length of the longest mark. */
const MARK_LENGTH = Math.max(...KINDS.map(([mark]) => mark.length));

/** Decompresses what gzip, zstd or bzip2 has compressed, told by its beginning; else gives it as it is. */
export async function* decompress(
  chunks: Bytes,
  decompressors: Decompressors,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = withHead(chunks, MARK_LENGTH);
  const first = await iterator.next();
  if (first.done === true) return;
  const all = startingWith(first.value, iterator);
  const [, read] = KINDS.find(([mark]) => mark.every((byte, at) => first.value[at] === byte)) ?? [];
  yield* read === undefined ? all : read(all, decompressors);
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  yield* rest;
}

async function* unzstd(chunks: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  let ready: Uint8Array[] = [];
  // The library may use the memory of a piece again.
  const decompressor = new Decompress((piece) => ready.push(piece.slice()));
  const take = () => {
    const taken = ready;
    ready = [];
    return taken;
  };
  for await (const chunk of chunks) {
    decompressor.push(chunk);
    yield* take();
  }
  decompressor.push(new Uint8Array(0), true);
  yield* take();
}
