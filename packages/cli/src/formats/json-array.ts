import { Tokenizer, TokenType } from '@streamparser/json';
import { CliError } from '../errors.js';
import { findJsonFlaw, offsetIn } from './json-flaw.js';
import { toRow } from './json-lines.js';
import { LONGEST_ROW, type Row, type RowSource } from './rows.js';
import { TextPosition } from './text.js';

/** Reads a JSON array. Throws `INPUT_REFUSED` with line and column where it is no JSON. */
export function readJsonArray(file: string, text: AsyncIterable<string>): RowSource {
  return { isText: false, rows: parseArray(file, text) };
}

/** What is wrong with the text, and where: in bytes from its beginning. */
interface Flaw {
  readonly reason: string;
  readonly offset: number;
}

/**
 * Finds what separates the elements of an array: its brackets, and the commas between. Only the
 * places are taken from the tokenizer, as its strings lose a byte order mark that they begin with.
 */
class SeparatorFinder {
  readonly #tokenizer = new Tokenizer();
  /** The places of the separators found by the last {@link write}, in bytes from the beginning. */
  found: number[] = [];
  flaw: Flaw | null = null;
  /** Whether the closing bracket was there. */
  hasEnded = false;
  #depth = 0;

  constructor() {
    this.#tokenizer.onToken = ({ token, offset }) => {
      this.#take(token, offset);
    };
    this.#tokenizer.onError = ({ message }) => {
      this.flaw ??= { reason: 'this is no JSON', offset: offsetIn(message) ?? 0 };
    };
  }

  write(bytes: Buffer): void {
    this.found = [];
    this.#tokenizer.write(bytes);
  }

  #take(token: TokenType, offset: number): void {
    if (this.hasEnded) {
      this.flaw ??= { reason: 'there is more behind the array', offset };
    } else if (this.#depth === 0 && token !== TokenType.LEFT_BRACKET) {
      this.flaw ??= { reason: 'this is no array', offset };
    }
    if (this.flaw !== null) return;
    const isOpening = token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
    const isClosing = token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;
    if (isClosing) this.#depth -= 1;
    const separates = this.#depth === 0 || (this.#depth === 1 && token === TokenType.COMMA);
    if (separates) this.found.push(offset);
    if (isOpening) this.#depth += 1;
    this.hasEnded = this.#depth === 0;
  }
}

/** The part of the text that is still needed, and where it begins. */
class Window {
  readonly position = new TextPosition();
  /** Joined when they are looked at: an element may be many times as long as a piece. */
  #pieces: Buffer[] = [];
  #offset = 0;
  /** How much there is, in bytes. */
  length = 0;

  append(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.length += bytes.length;
  }

  /** The text up to a place, in bytes from the beginning of the file. */
  textUpTo(offset: number): string {
    return this.#join()
      .subarray(0, Math.max(0, offset - this.#offset))
      .toString();
  }

  /** Moves behind the character at a place. */
  moveBehind(offset: number): void {
    this.position.advance(this.textUpTo(offset + 1));
    const rest = this.#join().subarray(offset + 1 - this.#offset);
    this.#pieces = [rest];
    this.length = rest.length;
    this.#offset = offset + 1;
  }

  #join(): Buffer {
    const [first] = this.#pieces;
    if (first !== undefined && this.#pieces.length === 1) return first;
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [whole];
    return whole;
  }
}

async function* parseArray(
  file: string,
  text: AsyncIterable<string>,
): AsyncGenerator<Row, void, undefined> {
  const finder = new SeparatorFinder();
  const window = new Window();
  let separators = 0;
  for await (const piece of text) {
    const bytes = Buffer.from(piece);
    window.append(bytes);
    finder.write(bytes);
    for (const [index, offset] of finder.found.entries()) {
      const element = window.textUpTo(offset);
      const isLast = finder.hasEnded && index === finder.found.length - 1;
      const isEmptyArray = separators === 1 && isLast && element.trim() === '';
      if (separators > 0 && !isEmptyArray) {
        yield toRow(`element ${separators}`, parseElement(file, element, window.position));
      }
      window.moveBehind(offset);
      separators += 1;
    }
    if (finder.flaw !== null) {
      window.position.advance(window.textUpTo(finder.flaw.offset));
      throw malformed(file, window.position, finder.flaw.reason);
    }
    if (window.length > LONGEST_ROW) {
      const limit = `${LONGEST_ROW.toLocaleString('en-US')} bytes`;
      throw malformed(file, window.position, `element ${separators} is longer than ${limit}`);
    }
  }
  if (finder.hasEnded) return;
  window.position.advance(window.textUpTo(Infinity));
  const reason = separators === 0 ? 'this is no array' : 'the array does not end';
  throw malformed(file, window.position, reason);
}

function parseElement(file: string, text: string, position: TextPosition): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const { reason, before } = findJsonFlaw(text);
    position.advance(before);
    throw malformed(file, position, reason, error);
  }
}

function malformed(file: string, position: TextPosition, reason: string, cause?: unknown) {
  const { line, column } = position;
  return new CliError('INPUT_REFUSED', `${file}, ${String(position)}: ${reason}.`, {
    hint: 'correct the JSON there, or use --format jsonl for one object a line',
    details: { line, column },
    cause,
  });
}
