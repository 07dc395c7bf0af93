import { isObject } from '../json/objects.js';
import type { Placed } from '../mapping/item.js';
import { areAll, aside, at, hasAll, spread, type Shape } from './shape.js';

const EXPECTED = /^__expected\d*$/;
const METADATA = /^__metadata:(.+?)(\[\])?$/;

/** Columns that mean something to promptfoo. */
const SPECIAL =
  /^__(?:expected\d*|prefix|suffix|description|metric|threshold|providerOutput|metadata:.+|config:.+)$/;

/** Test cases of promptfoo, as CSV or as the `tests` of its configuration. */
export const PROMPTFOO: Shape = {
  name: 'promptfoo',
  marks: 'a column __expected, or vars in each test',
  fits: (sample) =>
    sample.columns.some((column) => SPECIAL.test(column)) ||
    (hasAll(sample, 'vars') && areAll(sample, 'vars', isObject)),
  mayFit: () => true,
  place(cells) {
    const isCase = cells.some(([column, value]) => column === 'vars' && isObject(value));
    const expected: Placed[] = [];
    const placed = cells.flatMap(([column, value]): readonly Placed[] => {
      if (isCase ? column === 'assert' : EXPECTED.test(column)) {
        for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
          expected.push(at(column, 'expectedOutput', [], one));
        }
        return [];
      }
      return isCase ? placeOfCase(column, value) : placeOfCell(column, value);
    });
    const [only] = expected;
    if (only === undefined) return placed;
    const value = expected.length === 1 ? only.value : expected.map((one) => one.value);
    return [
      ...placed,
      ...expected.map((one, index) => ({ ...one, value: index === 0 ? value : undefined })),
    ];
  },
};

function placeOfCase(column: string, value: unknown): readonly Placed[] {
  if (value === null) return [];
  if (column === 'vars') return [at(column, 'input', [], value)];
  return [column === 'metadata' ? spread(column, value) : aside(column, value)];
}

function placeOfCell(column: string, value: unknown): readonly Placed[] {
  const [, key, isList] = METADATA.exec(column) ?? [];
  if (key !== undefined) {
    const isText = typeof value === 'string' && isList !== undefined;
    return [at(column, 'context', [key], isText ? listOf(value) : value)];
  }
  if (column === '__description') return [at(column, 'context', ['description'], value)];
  return [column.startsWith('__') ? aside(column, value) : at(column, 'input', [column], value)];
}

/** Splits a cell at commas, of which those behind a backslash belong to the text. */
function listOf(cell: string): string[] {
  return cell.split(/(?<!\\),/).map((part) => part.trim().replaceAll(String.raw`\,`, ','));
}
