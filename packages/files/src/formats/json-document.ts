import { FilesError } from '../errors.js';
import { ElementFinder } from '../json/elements.js';
import { findJsonFlaw } from '@mastra-datasets/json';
import { JsonProblem, readJson, readLoosely, type JsonReading } from '../json/read.js';
import { findRoot } from './envelope.js';
import { readJsonLines, toRow } from './json-lines.js';
import { LONGEST_ROW, type Envelope, type Row, type RowSource } from './rows.js';
import { TextPosition } from './text.js';

/** The longest document that is looked at as a whole, to find its rows: in characters. */
const LONGEST_DOCUMENT = 32_000_000;

/** How a JSON document is read. */
export interface DocumentOptions {
  readonly reading: JsonReading;
  /** The path of the array of rows; found where it is left out. */
  readonly root?: string | undefined;
}

/**
 * Reads a JSON document: an array of rows, bit by bit, or an object that holds one. An object a line
 * is read as JSON Lines. Throws `INPUT_REFUSED` with line and column where it is no JSON.
 */
export async function readJsonDocument(
  file: string,
  text: AsyncIterable<string>,
  options: DocumentOptions,
): Promise<RowSource> {
  const { root, reading } = options;
  const pieces = text[Symbol.asyncIterator]();
  const start = await readUntil(pieces, '', (text) => text.trimStart() !== '');
  const isObject = start.text.trimStart().startsWith('{');
  const { text: head, isDone } = isObject
    ? await readUntil(pieces, start.text, (read) => read.length > LONGEST_DOCUMENT)
    : start;
  const whole = startingWith(head, pieces);
  if (isObject && isDone) return readWhole(file, head, options);
  if (isObject && root === undefined) throw tooLong(file);
  return { isText: false, rows: elementsOf(file, whole, pathOf(root), reading) };
}

/** Reads on until there is enough text, or no more. */
async function readUntil(
  pieces: AsyncIterator<string>,
  start: string,
  isEnough: (text: string) => boolean,
): Promise<{ text: string; isDone: boolean }> {
  let text = start;
  while (!isEnough(text)) {
    const next = await pieces.next();
    if (next.done === true) return { text, isDone: true };
    text += next.value;
  }
  return { text, isDone: false };
}

/** The keys of a path such as `data.examples`. */
function pathOf(root: string | undefined): string[] {
  return root === undefined || root === '' ? [] : root.split('.');
}

async function* startingWith(
  head: string,
  rest: AsyncIterator<string>,
): AsyncGenerator<string, void, undefined> {
  yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function tooLong(file: string): FilesError {
  const limit = `${LONGEST_DOCUMENT.toLocaleString('en-US')} characters`;
  const message = `${file} is a JSON object of more than ${limit}, so its rows are not looked for.`;
  return new FilesError('INPUT_REFUSED', message, {
    hint: 'say where they are, as in --root data, or use --format jsonl for one object a line',
    remedies: [{ option: 'format', value: 'jsonl' }],
  });
}

async function* pieceOf(text: string): AsyncGenerator<string, void, undefined> {
  yield await Promise.resolve(text);
}

function readWhole(file: string, text: string, { root, reading }: DocumentOptions): RowSource {
  let value: unknown;
  try {
    value = readLoosely(text);
  } catch (error) {
    if (isJsonLines(text)) return readJsonLines(file, pieceOf(text), reading);
    const { reason, before } = findJsonFlaw(text);
    const position = new TextPosition();
    position.advance(before);
    throw malformed(file, position, reason, error);
  }
  const { path, values } = findRoot(file, value, root);
  const envelope: Envelope = { root: path.join('.'), values };
  return { isText: false, envelope, rows: elementsOf(file, pieceOf(text), path, reading) };
}

/** Whether each line is an object, as far as the first one tells. */
function isJsonLines(text: string): boolean {
  const [first = '', ...rest] = text.trimStart().split(/\r?\n/, 3);
  if (rest.every((line) => line.trim() === '')) return false;
  try {
    readLoosely(first);
    return true;
  } catch {
    return false;
  }
}

async function* elementsOf(
  file: string,
  text: AsyncIterable<string>,
  path: readonly string[],
  reading: JsonReading,
): AsyncGenerator<Row, void, undefined> {
  const finder = new ElementFinder(path);
  const position = new TextPosition();
  let window = '';
  let offset = 0;
  let count = 0;
  /** Takes the text up to a place, and moves behind it. */
  const take = (end: number) => {
    const taken = window.slice(0, Math.max(0, end - offset));
    window = window.slice(taken.length);
    offset += taken.length;
    return taken;
  };
  for await (const piece of text) {
    window += piece;
    for (const { start, end } of finder.push(piece)) {
      count += 1;
      position.advance(take(start));
      const element = take(end);
      yield elementRow(file, `element ${count}`, element, position, reading);
      position.advance(element);
    }
    if (finder.flaw !== null) {
      position.advance(take(finder.flaw.offset));
      throw malformed(file, position, finder.flaw.reason);
    }
    if (finder.began === null || finder.hasEnded) position.advance(take(Infinity));
    if (window.length > LONGEST_ROW) {
      const limit = `${LONGEST_ROW.toLocaleString('en-US')} bytes`;
      throw malformed(file, position, `element ${count + 1} is longer than ${limit}`);
    }
  }
  if (finder.hasEnded) return;
  position.advance(window);
  const isMissing = finder.began === null;
  const where = path.length > 0 ? `there is no array at ${path.join('.')}` : 'this is no array';
  throw malformed(file, position, isMissing ? where : 'the array does not end');
}

function elementRow(
  file: string,
  place: string,
  text: string,
  position: TextPosition,
  reading: JsonReading,
): Row {
  const at = (before: string) => {
    const found = position.copy();
    found.advance(before);
    return found;
  };
  if (text.trim() === '') {
    throw malformed(file, at(text), 'nothing follows the comma before this: take it out');
  }
  try {
    return toRow(place, readJson(text, reading));
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const found = at(error.before);
    if (error.isMalformed) throw malformed(file, found, error.message, error);
    const problem = `line ${found.line}, ${error.message}`;
    return { place, raw: text.trim(), fields: [], problem };
  }
}

function malformed(file: string, position: TextPosition, reason: string, cause?: unknown) {
  const { line, column } = position;
  return new FilesError('INPUT_REFUSED', `${file}, ${String(position)}: ${reason}.`, {
    hint: 'correct the JSON there, or use --format jsonl for one object a line',
    remedies: [{ option: 'format', value: 'jsonl' }],
    details: { line, column },
    cause,
  });
}
