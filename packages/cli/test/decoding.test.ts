import { gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { openBytes } from '../src/formats/bytes.js';
import { processIo } from '../src/io.js';

async function* piecesOf(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) {
    yield Promise.resolve(bytes.subarray(at, at + length));
  }
}

/** The environment with standard input that comes in pieces of some bytes. */
function ioWith(input: Buffer, length: number) {
  const io = processIo(new AbortController().signal);
  return { ...io, stdin: Readable.from(piecesOf(input, length)) };
}

it.each([1, 2, 3])('gzip is recognised in pieces of %i bytes', async (length) => {
  const { chunks } = await openBytes(ioWith(gzipSync('packed'), length), '-');
  const unpacked: Uint8Array[] = [];
  for await (const chunk of chunks) unpacked.push(chunk);
  expect(Buffer.concat(unpacked).toString()).toBe('packed');
});
