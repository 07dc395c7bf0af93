/** A part of a file, as text in UTF-8 or as bytes. */
export type Piece = string | Uint8Array<ArrayBuffer>;

/** Gives pieces as a stream of bytes, which asks for one when it has room. */
function streamOf(pieces: AsyncIterable<Piece>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const bytesOf = (piece: Piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece);
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(bytesOf(next.value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

/** Compresses pieces, bit by bit. */
export async function* gzip(
  pieces: AsyncIterable<Piece>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const reader = streamOf(pieces).pipeThrough(new CompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // What failed was thrown already.
    await reader.cancel().catch(() => undefined);
  }
}
