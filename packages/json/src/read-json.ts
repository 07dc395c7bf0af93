import { findJsonFlaw } from './flaw.js';
import { mayHaveBigNumbers } from './numbers.js';
import {
  countExactKeys,
  countKeys,
  countWrittenKeys,
  quoteNumbers,
  surveyJson,
  type Finding,
} from './survey.js';
import { bytesOf, textOf } from './utf8.js';

/** How JSON is read where JavaScript has no value for it. */
export interface JsonReading {
  /** Numbers that a double cannot hold: refused, kept as text, or rounded. */
  readonly bigNumbers: 'refuse' | 'text' | 'round';
  /** `NaN`, `Infinity` and `-Infinity`, which Python writes: refused, or read as `null`. */
  readonly nan: 'refuse' | 'null';
  /** What the messages say about the ways to read what is refused; nothing when left out. */
  readonly hints?: JsonHints;
}

/** What a caller offers where JSON is refused, such as an option of a command. */
export interface JsonHints {
  readonly bigNumbers?: string;
  readonly nan?: string;
}

/** Refuses whatever would be lost. */
export const STRICT: JsonReading = { bigNumbers: 'refuse', nan: 'refuse' };

/** Why a text is no JSON, or none that can be kept as it is. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';
  /** Whether the text is no JSON at all. */
  readonly isMalformed: boolean;
  /** The sound part of the text before it. */
  readonly before: string;

  constructor(message: string, before: string, isMalformed: boolean) {
    super(message);
    this.before = before;
    this.isMalformed = isMalformed;
  }
}

/** Strings of JSON, and what Python writes where JSON has nothing. */
const NAN = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * Reads JSON without loss. Throws {@link JsonProblem} for what is no JSON, for numbers that a double
 * cannot hold, and for objects with the same key twice.
 */
export function readJson(text: string, reading: JsonReading): unknown {
  const sound = reading.nan === 'null' ? withoutNan(text) : text;
  const value = parse(sound, reading.hints);
  const isLarge = reading.bigNumbers !== 'round' && mayHaveBigNumbers(sound);
  if (!isLarge && !hasRepeatedKeys(sound, value)) return value;
  const findings = surveyJson(sound);
  const repeated = findings.find(({ kind }) => kind === 'key');
  if (repeated !== undefined) {
    throw problem(sound, repeated, `${repeated.pointer}: the key comes for the second time`);
  }
  if (reading.bigNumbers === 'round') return value;
  const [large] = findings;
  if (large === undefined) return value;
  if (reading.bigNumbers === 'text') return JSON.parse(quoteNumbers(sound, findings)) as unknown;
  const number = large.text.length > 60 ? `${large.text.slice(0, 60)}…` : large.text;
  const reason = `${number} is a number that JSON in JavaScript cannot hold${inBrackets(reading.hints?.bigNumbers)}`;
  throw problem(sound, large, large.pointer === '' ? reason : `${large.pointer}: ${reason}`);
}

/** Reads JSON whatever would be lost, for a first look. Throws `SyntaxError`. */
export function readLoosely(text: string): unknown {
  return JSON.parse(withoutNan(text)) as unknown;
}

function parse(text: string, hints: JsonHints = {}): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const token = [...text.matchAll(NAN)].find(([found]) => isNan(found));
    if (token === undefined || !isJson(withoutNan(text))) {
      const { reason, before } = findJsonFlaw(text);
      throw new JsonProblem(reason, before, true);
    }
    throw new JsonProblem(
      `${token[0]} is no JSON, though Python writes it${inBrackets(hints.nan)}`,
      text.slice(0, token.index),
      false,
    );
  }
}

function inBrackets(hint: string | undefined): string {
  return hint === undefined ? '' : ` (${hint})`;
}

function isNan(token: string): boolean {
  return !token.startsWith('"');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function withoutNan(text: string): string {
  if (!text.includes('NaN') && !text.includes('Infinity')) return text;
  return text.replace(NAN, (token) => (isNan(token) ? 'null' : token));
}

/** Counts keys: as most texts have no colon but behind their keys, that is enough for them. */
function hasRepeatedKeys(text: string, value: unknown): boolean {
  const count = countKeys(value);
  return countWrittenKeys(text) !== count && countExactKeys(text) !== count;
}

function problem(text: string, { start }: Finding, message: string): JsonProblem {
  return new JsonProblem(message, textOf(bytesOf(text).subarray(0, start)), false);
}
