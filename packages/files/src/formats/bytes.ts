/** An empty piece of bytes. */
const NOTHING = new Uint8Array(0);

/** Joins pieces of bytes. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const [only = NOTHING] = pieces;
  if (pieces.length <= 1) return only;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Gives chunks, of which the first has some bytes at least, if there are so many. */
export async function* withHead(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let head: Uint8Array | null = NOTHING;
  for await (const chunk of chunks) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = joinBytes([head, chunk]);
    if (head.length < length) continue;
    yield head;
    head = null;
  }
  if (head !== null && head.length > 0) yield head;
}

/** All bytes of a file that is read as a whole. */
export async function allBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return joinBytes(pieces);
}
