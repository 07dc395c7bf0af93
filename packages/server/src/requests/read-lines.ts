import { ServerProblem } from '../responses/problem.js';
import { invalidRequest } from './invalid.js';
import { readStrictly } from './json.js';

/** What bounds the reading of lines. */
export interface LineLimits {
  readonly importSize: number;
  readonly lineSize: number;
  readonly timeoutMs: number;
}

/** The parts of a body, each of which has to come in time. */
async function* partsOf(
  body: ReadableStream<Uint8Array>,
  timeoutMs: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader();
  try {
    for (;;) {
      const part = await inTime(reader.read(), timeoutMs);
      if (part.done) return;
      yield part.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Gives what a read gives, unless that takes too long. */
async function inTime<Result>(read: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new ServerProblem('TIMEOUT', 'The body stopped on the way; nothing was imported.'));
    }, timeoutMs);
  });
  try {
    return await Promise.race([read, late]);
  } catch (error) {
    if (error instanceof ServerProblem) throw error;
    throw new ServerProblem('BODY_INVALID', 'The body did not arrive whole.', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** The text of a body in parts. Throws for one that is too large or no UTF-8. */
async function* textOf(
  body: ReadableStream<Uint8Array>,
  { importSize, timeoutMs }: LineLimits,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (part?: Uint8Array) => {
    try {
      return part === undefined ? decoder.decode() : decoder.decode(part, { stream: true });
    } catch {
      throw new ServerProblem('BODY_INVALID', 'The body is no UTF-8.');
    }
  };
  let size = 0;
  for await (const part of partsOf(body, timeoutMs)) {
    size += part.byteLength;
    if (size > importSize) {
      throw new ServerProblem('BODY_TOO_LARGE', `The body has more than ${importSize} bytes.`);
    }
    yield decode(part);
  }
  yield decode();
}

/**
 * Reads the values of a body of JSON Lines, one by one, in the memory of the longest line. Blank lines
 * count for nothing. Throws at the first line that is no JSON.
 */
export async function* readLines(
  body: ReadableStream<Uint8Array>,
  limits: LineLimits,
): AsyncGenerator<unknown, void, undefined> {
  let number = 1;
  // The pieces of a line are joined once: its length may be many times that of a piece.
  let pieces: string[] = [];
  let length = 0;
  for await (const text of textOf(body, limits)) {
    for (const [index, piece] of text.split('\n').entries()) {
      if (index > 0) {
        yield* valuesOf(pieces.join(''), number);
        number += 1;
        pieces = [];
        length = 0;
      }
      pieces.push(piece);
      length += piece.length;
      if (length > limits.lineSize) {
        const message = `Line ${number} has more than ${limits.lineSize} characters.`;
        throw new ServerProblem('BODY_TOO_LARGE', message, { details: { line: number } });
      }
    }
  }
  yield* valuesOf(pieces.join(''), number);
}

/** The value of a line, if it is not blank. */
function valuesOf(line: string, number: number): unknown[] {
  if (line.trim() === '') return [];
  return [readStrictly(line, (reason) => invalidRequest(`line ${number}`, reason))];
}
