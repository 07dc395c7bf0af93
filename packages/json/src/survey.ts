import { Tokenizer, TokenType } from '@streamparser/json';
import { holdsNumber } from './numbers.js';
import { bytesOf, textOf } from './utf8.js';

/** A place in a JSON text that a reader would lose something at. */
export interface Finding {
  readonly kind: 'number' | 'key';
  /** The number, or the pointer of the key, as the text has it. */
  readonly text: string;
  /** The JSON pointer (RFC 6901) of the value. */
  readonly pointer: string;
  /** Where the number begins and ends, in bytes. */
  readonly start: number;
  readonly end: number;
}

interface Frame {
  readonly keys: Set<string> | null;
  key: string;
  index: number;
}

/** Finds numbers that a double cannot hold, and keys that an object has twice, in sound JSON. */
export function surveyJson(text: string): Finding[] {
  const bytes = bytesOf(text);
  const findings: Finding[] = [];
  const frames: Frame[] = [];
  let expectsKey = false;
  const pointer = () => frames.map(({ keys, key, index }) => `/${keys ? key : index}`).join('');
  const tokenizer = new Tokenizer();
  tokenizer.onToken = ({ token, value, offset }) => {
    const frame = frames.at(-1);
    switch (token) {
      case TokenType.LEFT_BRACE:
      case TokenType.LEFT_BRACKET: {
        const isObject = token === TokenType.LEFT_BRACE;
        frames.push({ keys: isObject ? new Set() : null, key: '', index: 0 });
        expectsKey = isObject;
        return;
      }
      case TokenType.RIGHT_BRACE:
      case TokenType.RIGHT_BRACKET:
        frames.pop();
        return;
      case TokenType.COMMA:
        if (frame !== undefined) frame.index += 1;
        expectsKey = frame?.keys != null;
        return;
      case TokenType.STRING:
        if (!expectsKey || frame?.keys == null) return;
        expectsKey = false;
        frame.key = escapeKey(String(value));
        if (frame.keys.has(frame.key)) {
          findings.push({
            kind: 'key',
            text: frame.key,
            pointer: pointer(),
            start: offset,
            end: offset,
          });
        }
        frame.keys.add(frame.key);
        return;
      case TokenType.NUMBER: {
        const number = numberAt(bytes, offset);
        if (holdsNumber(number)) return;
        const end = offset + number.length;
        findings.push({ kind: 'number', text: number, pointer: pointer(), start: offset, end });
        return;
      }
      default:
    }
  };
  tokenizer.write(bytes);
  tokenizer.end();
  return findings.toSorted((one, other) => one.start - other.start);
}

function numberAt(bytes: Uint8Array, offset: number): string {
  let end = offset;
  while (/[\d.eE+-]/.test(String.fromCharCode(bytes[end] ?? 0))) end += 1;
  return textOf(bytes.subarray(offset, end));
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Puts quotes around numbers, so that they are kept as text. */
export function quoteNumbers(text: string, findings: readonly Finding[]): string {
  const bytes = bytesOf(text);
  let done = 0;
  let quoted = '';
  for (const { start, end } of findings.filter(({ kind }) => kind === 'number')) {
    quoted += `${textOf(bytes.subarray(done, start))}"${textOf(bytes.subarray(start, end))}"`;
    done = end;
  }
  return quoted + textOf(bytes.subarray(done));
}

/** How many keys a JSON value has, in all its objects. Takes values of any depth. */
export function countKeys(value: unknown): number {
  let count = 0;
  const rest = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next !== 'object' || next === null) continue;
    const members: unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (!Array.isArray(next)) count += members.length;
    for (const member of members) {
      if (typeof member === 'object' && member !== null) rest.push(member);
    }
  }
  return count;
}

/** A string of JSON, or anything else that means something here. */
const STRINGS = /"(?:[^"\\]|\\.)*"/g;

/** How many keys a text of sound JSON has, in all its objects. */
export function countWrittenKeys(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) count += 1;
  return count;
}

/** As {@link countWrittenKeys}, without the colons within strings. */
export function countExactKeys(text: string): number {
  return countWrittenKeys(text.replace(STRINGS, ''));
}
