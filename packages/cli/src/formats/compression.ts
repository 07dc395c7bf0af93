import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import unbzip2 from 'unbzip2-stream';

/** What begins what a program has compressed, and what reads it. */
const KINDS: readonly (readonly [
  mark: Buffer,
  decompress: (source: Readable) => AsyncIterable<Buffer>,
])[] = [
  [Buffer.of(0x1f, 0x8b), (source) => pipeline(source, createGunzip(), () => undefined)],
  [Buffer.of(0x28, 0xb5, 0x2f, 0xfd), unzstd],
  [Buffer.from('BZh'), unbzip],
];

/** The length of the longest mark. */
export const MARK_LENGTH = Math.max(...KINDS.map(([mark]) => mark.length));

/** Decompresses what gzip, zstd or bzip2 has compressed, told by its beginning; else gives it as it is. */
export function decompress(head: Buffer, source: Readable): AsyncIterable<Buffer> {
  const [, read] = KINDS.find(([mark]) => head.subarray(0, mark.length).equals(mark)) ?? [];
  return read === undefined ? source : read(source);
}

async function* unzstd(source: Readable): AsyncGenerator<Buffer, void, undefined> {
  let ready: Buffer[] = [];
  const decompressor = new Decompress((piece) => ready.push(Buffer.from(piece)));
  const take = () => {
    const taken = ready;
    ready = [];
    return taken;
  };
  for await (const chunk of source as AsyncIterable<Buffer>) {
    decompressor.push(chunk);
    yield* take();
  }
  decompressor.push(new Uint8Array(0), true);
  yield* take();
}

async function* unbzip(source: Readable): AsyncGenerator<Buffer, void, undefined> {
  let ready: Buffer[] = [];
  const failures: unknown[] = [];
  // A stream of the first kind: what is written comes out at once, and it does not wait.
  const decompressor = unbzip2();
  decompressor.on('data', (piece: Buffer) => ready.push(piece));
  decompressor.on('error', (error: unknown) => failures.push(error));
  const take = () => {
    if (failures.length > 0) throw failures[0];
    const taken = ready;
    ready = [];
    return taken;
  };
  for await (const chunk of source as AsyncIterable<Buffer>) {
    decompressor.write(chunk);
    yield* take();
  }
  decompressor.end();
  yield* take();
}
