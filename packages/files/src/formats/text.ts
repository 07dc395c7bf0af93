import { FilesError } from '../errors.js';
import { joinBytes, withHead } from './bytes.js';

/** The length of the longest byte order mark. */
const LONGEST_MARK = 3;

/** The length of the longest character of any encoding, in bytes. */
const LONGEST_CHARACTER = 4;

/** A place in a text, from 1; columns count characters. Lines end in LF, CRLF or CR. */
export class TextPosition {
  line = 1;
  column = 1;
  /** Whether the text so far ends in CR, which an LF behind it belongs to. */
  #endsInReturn = false;

  /** Moves behind a piece of text. */
  advance(text: string): void {
    if (text === '') return;
    const rest = this.#endsInReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#endsInReturn = text.endsWith('\r');
    let end = 0;
    for (let at = rest.indexOf('\n'); at !== -1; at = rest.indexOf('\n', at + 1)) {
      this.line += 1;
      end = at + 1;
    }
    for (let at = rest.indexOf('\r'); at !== -1; at = rest.indexOf('\r', at + 1)) {
      if (rest[at + 1] === '\n') continue;
      this.line += 1;
      end = Math.max(end, at + 1);
    }
    this.column = end === 0 ? this.column + rest.length : rest.length - end + 1;
  }

  /** The same place, to move on from. */
  copy(): TextPosition {
    const copy = new TextPosition();
    copy.line = this.line;
    copy.column = this.column;
    copy.#endsInReturn = this.#endsInReturn;
    return copy;
  }

  toString(): string {
    return `line ${this.line}, column ${this.column}`;
  }
}

/** The encoding that a byte order mark stands for. */
function encodingOfMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : null;
}

function createDecoder(encoding: string) {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    throw new FilesError('USAGE', `There is no encoding ${encoding}.`, {
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
  chunks: AsyncIterable<Uint8Array>,
  given: string | undefined,
): AsyncGenerator<string, void, undefined> {
  const position = new TextPosition();
  let decoder = given === undefined ? undefined : createDecoder(given);
  let encoding = given ?? 'utf-8';
  let end: Uint8Array = new Uint8Array(0);
  let length = 0;
  for await (const chunk of withHead(chunks, LONGEST_MARK)) {
    if (decoder === undefined) {
      encoding = encodingOfMark(chunk) ?? encoding;
      decoder = createDecoder(encoding);
    }
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (error) {
      // What earlier chunks left unfinished was in the decoder, and is lost now that it has thrown.
      const whole = joinBytes([unfinishedPart(end, length, encoding), chunk]);
      position.advance(soundPart(whole, encoding));
      throw undecodable(file, encoding, position, error);
    }
    end = joinBytes([end, chunk.subarray(-LONGEST_CHARACTER)]).subarray(-LONGEST_CHARACTER);
    length += chunk.length;
    position.advance(text);
    yield text;
  }
  try {
    yield decoder?.decode() ?? '';
  } catch (error) {
    throw undecodable(file, encoding, position, error);
  }
}

/**
 * The bytes at the end of a text that are the beginning of a character, found by what a decoder keeps
 * of them; `length` is that of the whole text.
 */
function unfinishedPart(end: Uint8Array, length: number, encoding: string): Uint8Array {
  const unit = encoding.toLowerCase().startsWith('utf-16') ? 2 : 1;
  for (let count = Math.min(end.length, LONGEST_CHARACTER - 1); count > 0; count -= 1) {
    const part = end.subarray(-count);
    const isAligned = (length - count) % unit === 0;
    if (isAligned && decodes(part, encoding) && textOf(part, encoding) === '') return part;
  }
  return new Uint8Array(0);
}

/** The text before the first byte that is none. */
function soundPart(chunk: Uint8Array, encoding: string): string {
  let [sound, broken] = [0, chunk.length];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (decodes(chunk.subarray(0, middle), encoding)) sound = middle;
    else broken = middle;
  }
  return textOf(chunk.subarray(0, sound), encoding);
}

/** The whole characters of bytes. */
function textOf(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes, { stream: true });
}

function decodes(bytes: Uint8Array, encoding: string): boolean {
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
): FilesError {
  const { line, column } = position;
  return new FilesError('INPUT_REFUSED', `${file}, ${String(position)}: this is not ${encoding}.`, {
    hint: 'say which encoding it is, such as --encoding latin1',
    remedies: ['windows-1252', 'utf-16le']
      .filter((name) => name !== encoding)
      .map((value) => ({ option: 'encoding', value })),
    details: { line, column, encoding },
    cause,
  });
}
