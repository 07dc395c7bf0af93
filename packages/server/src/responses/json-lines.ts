/** About how many characters are written at a time. */
const CHUNK_LENGTH = 65_536;

/** The media type of JSON Lines. */
export const JSON_LINES = 'application/jsonl';

/**
 * A stream of JSON Lines that reads a value when its reader has room for it, and no sooner. When the
 * reader leaves, the iteration ends. When the iteration fails, the stream does, so that its end never
 * looks like the end of the values.
 *
 * The first value was read already, so that what fails at once can be answered properly.
 */
export function jsonLines(
  first: IteratorResult<unknown>,
  rest: AsyncIterator<unknown>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let text = '';
        while (next.done !== true && text.length < CHUNK_LENGTH) {
          text += `${JSON.stringify(next.value)}\n`;
          next = await rest.next();
        }
        if (text !== '') controller.enqueue(encoder.encode(text));
        if (next.done === true) controller.close();
      },
      async cancel() {
        await rest.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
