import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Bytes, Decompressors } from '@mastra-datasets/files';
import unbzip2 from 'unbzip2-stream';

/** What decompresses gzip and bzip2 as they come. */
export const DECOMPRESSORS: Decompressors = {
  gzip: (chunks) => pipeline(Readable.from(chunks), createGunzip(), () => undefined) as Bytes,
  bzip2: unbzip,
};

async function* unbzip(chunks: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  let ready: Uint8Array[] = [];
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
  for await (const chunk of chunks) {
    decompressor.write(Buffer.from(chunk));
    yield* take();
  }
  decompressor.end();
  yield* take();
}
