import { FilesError } from '../errors.js';
import { isObject } from '../json/objects.js';
import { JsonProblem, readJson, type JsonReading } from '../json/read.js';
import { LONGEST_ROW, type Row, type RowSource } from './rows.js';

/** Makes a row of a JSON value. */
export function toRow(place: string, value: unknown): Row {
  if (isObject(value)) return { place, raw: value, fields: Object.entries(value) };
  return { place, raw: value, fields: [], problem: 'it is no object' };
}

/**
 * Reads JSON Lines; a line that is no JSON is a row with a problem. Throws `INPUT_REFUSED` for a line
 * that is longer than any item.
 */
export function readJsonLines(
  file: string,
  text: AsyncIterable<string>,
  reading: JsonReading,
): RowSource {
  return { isText: false, rows: parseLines(file, text, reading) };
}

async function* parseLines(
  file: string,
  text: AsyncIterable<string>,
  reading: JsonReading,
): AsyncGenerator<Row, void, undefined> {
  let number = 1;
  // The pieces of a line are joined once: its length may be many times that of a piece.
  let pieces: string[] = [];
  let length = 0;
  for await (const piece of text) {
    for (const [index, part] of piece.split('\n').entries()) {
      if (index > 0) {
        yield* rowsOf(pieces.join(''), number, reading);
        number += 1;
        pieces = [];
        length = 0;
      }
      pieces.push(part);
      length += part.length;
    }
    if (length > LONGEST_ROW) throw tooLong(file, number);
  }
  yield* rowsOf(pieces.join(''), number, reading);
}

function tooLong(file: string, line: number): FilesError {
  const limit = `${LONGEST_ROW.toLocaleString('en-US')} characters`;
  return new FilesError('INPUT_REFUSED', `${file}, line ${line}: it is longer than ${limit}.`, {
    hint: 'use --format json for an array, or check the file',
    remedies: [{ option: 'format', value: 'json' }],
    details: { line },
  });
}

/** The row of a line, if it is not blank. */
function rowsOf(line: string, number: number, reading: JsonReading): Row[] {
  if (line.trim() === '') return [];
  const place = `line ${number}`;
  try {
    return [toRow(place, readJson(line.trimEnd(), reading))];
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const { message, before, isMalformed } = error;
    const problem = isMalformed ? `column ${before.length + 1}: ${message}` : message;
    return [{ place, raw: line, fields: [], problem }];
  }
}
