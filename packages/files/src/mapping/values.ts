import { hintsOf, JsonProblem, readJson, type JsonReading } from '../json/read.js';
import { inferValue } from './infer.js';
import { RowProblem, type Placed } from './item.js';
import { splitNames } from './split-names.js';
import { readPython } from './python.js';

/** How cells become values. */
export interface ValueOptions {
  /** Whether text that looks like a number, `true`, `null` or a JSON structure becomes one. */
  readonly infer: boolean;
  /** Whether lists, `None`, `True` and `nan` of Python in text become values. */
  readonly python: boolean;
  /** What separates the members of a list in the cells of a column. */
  readonly lists: ReadonlyMap<string, string>;
  readonly reading: JsonReading;
}

/** Reads a cell as its column asks; an empty one of a table of text has no value. */
export function cellValue(
  column: string,
  cell: unknown,
  isText: boolean,
  { python, lists, reading }: ValueOptions,
): unknown {
  if (typeof cell === 'number' && !Number.isFinite(cell)) {
    if (reading.nan === 'null') return null;
    throw new RowProblem(`${column}: ${cell} is no JSON (${hintsOf(reading).nan})`);
  }
  if (typeof cell !== 'string') return cell;
  if (isText && cell === '') return undefined;
  const separator = lists.get(column);
  if (separator !== undefined) return cell.split(separator).map((part) => part.trim());
  return python ? readPython(cell) : cell;
}

/** Reads text as the target of its column asks. */
export function finish(placed: Placed, isText: boolean, options: ValueOptions): Placed {
  const { column, target, value } = placed;
  if (typeof value !== 'string') return placed;
  if (target.isJson) return { ...placed, value: parseJson(column, value, options.reading) };
  const isInferred = options.infer && isText && target.field !== 'externalId';
  const finished = isInferred ? inferValue(value) : value;
  const isList = isText && target.field === 'splits' && typeof finished === 'string';
  return { ...placed, value: isList ? splitNames(finished) : finished };
}

function parseJson(column: string, text: string, reading: JsonReading): unknown {
  try {
    return readJson(text, reading);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const { message, before, isMalformed } = error;
    const place = isMalformed ? `${column}, character ${before.length + 1}` : column;
    throw new RowProblem(`${place}: ${message}`);
  }
}
