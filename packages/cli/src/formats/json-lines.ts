import { findJsonFlaw } from './json-flaw.js';
import type { Row, RowSource } from './rows.js';

/** Makes a row of a JSON value. */
export function toRow(place: string, value: unknown): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { place, raw: value, fields: Object.entries(value) };
  }
  return { place, raw: value, fields: [], problem: 'it is no object' };
}

/** Reads JSON Lines; a line that is no JSON is a row with a problem. */
export function readJsonLines(text: AsyncIterable<string>): RowSource {
  return { isText: false, rows: parseLines(text) };
}

async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

async function* parseLines(text: AsyncIterable<string>): AsyncGenerator<Row, void, undefined> {
  let number = 0;
  for await (const line of splitLines(text)) {
    number += 1;
    if (line.trim() === '') continue;
    yield parseLine(line, `line ${number}`);
  }
}

function parseLine(line: string, place: string): Row {
  try {
    return toRow(place, JSON.parse(line));
  } catch {
    const { reason, before } = findJsonFlaw(line.trimEnd());
    const problem = `column ${before.length + 1}: ${reason}`;
    return { place, raw: line, fields: [], problem };
  }
}
