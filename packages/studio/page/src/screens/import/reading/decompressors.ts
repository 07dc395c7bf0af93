import type { Bytes, Decompressors } from '@mastra-datasets/files';
import { collectBytes } from './collect-bytes.js';

async function* gunzip(chunks: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  const { Inflate } = await import('pako');
  let ready: Uint8Array[] = [];
  // What browsers have by themselves stops after the first of several files that are joined.
  const inflate = new Inflate();
  inflate.onData = (piece) => {
    if (typeof piece !== 'string') ready.push(new Uint8Array(piece));
  };
  const take = () => {
    if (inflate.err !== 0) throw new Error(inflate.msg === '' ? 'no gzip' : inflate.msg);
    const taken = ready;
    ready = [];
    return taken;
  };
  for await (const chunk of chunks) {
    inflate.push(chunk, false);
    yield* take();
  }
  inflate.push(new Uint8Array(0), true);
  yield* take();
  if (!inflate.ended) throw new Error('unexpected end of file');
}

declare global {
  interface Window {
    /** Where the library for bzip2 puts itself. */
    bz2?: { readonly decompress: (bytes: Uint8Array, checksCrc: boolean) => Uint8Array };
  }
}

async function* bunzip(chunks: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  await import('bz2');
  if (window.bz2 === undefined) throw new Error('what reads bzip2 did not come');
  yield window.bz2.decompress(await collectBytes(chunks), true);
}

/** What decompresses files in a browser. Both libraries come when they are needed. */
export const DECOMPRESSORS: Decompressors = { gzip: gunzip, bzip2: bunzip };
