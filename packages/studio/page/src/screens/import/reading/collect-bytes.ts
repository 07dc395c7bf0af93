import type { Bytes } from '@mastra-datasets/files';

/** All bytes of a file that is read as a whole. */
export async function collectBytes(chunks: Bytes): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) pieces.push(new Uint8Array(chunk));
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
