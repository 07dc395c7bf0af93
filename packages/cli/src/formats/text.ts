import { CliError } from '../errors.js';

/** A place in a text, from 1; columns count characters. */
export class TextPosition {
  line = 1;
  column = 1;

  /** Moves behind a piece of text. */
  advance(text: string): void {
    const last = text.lastIndexOf('\n');
    if (last === -1) {
      this.column += text.length;
      return;
    }
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.line += 1;
    this.column = text.length - last;
  }

  toString(): string {
    return `line ${this.line}, column ${this.column}`;
  }
}

/** The encoding that a byte order mark stands for. */
function encodingOfMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : null;
}

function createDecoder(encoding: string) {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    throw new CliError('USAGE', `There is no encoding ${encoding}.`, {
      hint: 'use a name such as utf-8, latin1, windows-1252 or utf-16le',
      cause: error,
    });
  }
}

/**
 * Decodes text, without its byte order mark. The mark tells the encoding where none is given, which
 * is UTF-8 otherwise. Throws `INPUT_REFUSED` with line and column of bytes that are no text.
 */
export async function* decodeText(
  file: string,
  chunks: AsyncIterable<Buffer>,
  given: string | undefined,
): AsyncGenerator<string, void, undefined> {
  const position = new TextPosition();
  let decoder = given === undefined ? undefined : createDecoder(given);
  let encoding = given ?? 'utf-8';
  for await (const chunk of chunks) {
    if (decoder === undefined) {
      encoding = encodingOfMark(chunk) ?? encoding;
      decoder = createDecoder(encoding);
    }
    // What an earlier chunk left unfinished is in the decoder, and lost when it throws.
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (error) {
      position.advance(soundPart(chunk, encoding));
      throw undecodable(file, encoding, position, error);
    }
    position.advance(text);
    yield text;
  }
  try {
    yield decoder?.decode() ?? '';
  } catch (error) {
    throw undecodable(file, encoding, position, error);
  }
}

/** The text before the first byte that is none. */
function soundPart(chunk: Buffer, encoding: string): string {
  let [sound, broken] = [0, chunk.length];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (decodes(chunk.subarray(0, middle), encoding)) sound = middle;
    else broken = middle;
  }
  return new TextDecoder(encoding).decode(chunk.subarray(0, sound), { stream: true });
}

function decodes(bytes: Buffer, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function undecodable(
  file: string,
  encoding: string,
  position: TextPosition,
  cause: unknown,
): CliError {
  const { line, column } = position;
  return new CliError('INPUT_REFUSED', `${file}, ${String(position)}: this is not ${encoding}.`, {
    hint: 'say which encoding it is, such as --encoding latin1',
    details: { line, column, encoding },
    cause,
  });
}
