import { describe, expect, it } from 'vitest';
import { jsonArgumentShapes, LIMITS, parseArgument } from '../src/index.js';
import { createVersionArguments } from '../src/arguments/versions.js';
import { createShapes } from '../src/arguments/shapes.js';

const shapes = jsonArgumentShapes({ ...LIMITS, pageLength: 1_000 });

/** What is said of an argument that is refused. */
function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('It was taken.');
}

describe('a refusal says in plain words what is given, and what has to be', () => {
  const page = { page: 0, perPage: 10 };

  it.each<[method: keyof typeof shapes, fields: object, message: string]>([
    ['listItems', { pagination: 1 }, 'pagination: is 1, but has to be an object.'],
    [
      'listItems',
      { pagination: { ...page, page: '1e3' } },
      'pagination.page: is "1e3", but has to be an integer.',
    ],
    [
      'listItems',
      { pagination: { ...page, page: 1.5 } },
      'pagination.page: is 1.5, but has to be an integer.',
    ],
    [
      'listItems',
      { pagination: { ...page, page: -1 } },
      'pagination.page: is -1, but has to be at least 0.',
    ],
    [
      'listItems',
      { pagination: { ...page, perPage: true } },
      'pagination.perPage: is true, but has to be a positive integer up to 1000 or false.',
    ],
    [
      'listItems',
      { pagination: page, splits: [] },
      'splits: is empty, but has to have at least 1 element.',
    ],
    [
      'listItems',
      { pagination: page, orderBy: { field: 'name', direction: 'asc' } },
      'orderBy.field: is "name", but has to be "createdAt" or "updatedAt".',
    ],
    ['applyChanges', {}, 'changes: missing; it has to be a list.'],
    [
      'applyChanges',
      { changes: [{ type: 'move' }] },
      'changes[0].type: is "move", but has to be "add", "update" or "delete".',
    ],
    ['applyChanges', { changes: [null] }, 'changes[0]: is null, but has to be an object.'],
    ['diffVersions', { from: 1 }, 'to: missing; it has to be a commit number, a date or a tag.'],
    ['snapshotDigest', { version: '' }, 'version: is empty, but has to have at least 1 character.'],
    [
      'snapshotDigest',
      { version: 'x'.repeat(300) },
      'version: has 300 characters, but has to have at most 255 characters.',
    ],
    [
      'updateItem',
      { id: 'a', expectedItemVersion: 'tag' },
      'expectedItemVersion: is "tag", but has to be a commit number or a time with its zone (ISO 8601).',
    ],
    [
      'verify',
      { repair: 'y'.repeat(50) },
      'repair: is 50 characters of text, but has to be true or false.',
    ],
  ])('%s %j', (method, fields, message) => {
    const argument = { datasetId: 'a', ...fields };
    expect(messageOf(() => parseArgument(shapes[method], argument))).toBe(message);
  });

  it('also of values that JSON does not have', () => {
    const { digest, verify } = createVersionArguments(createShapes(LIMITS));
    const versionOf = (version: unknown) => () => digest({ datasetId: 'a', version });
    const wanted = 'but has to be a valid Date, a commit number or a tag.';
    for (const [version, given] of [
      [new Date(NaN), 'an invalid Date'],
      [1n, 'a bigint'],
      [Symbol('a'), 'a symbol'],
      [() => 1, 'a function'],
      [[], 'a list'],
      [NaN, 'NaN'],
    ] as const) {
      expect(messageOf(versionOf(version))).toBe(`version: is ${given}, ${wanted}`);
    }
    const repair = new Date(0);
    expect(messageOf(() => verify({ datasetId: 'a', repair }))).toBe(
      'repair: is a Date, but has to be true or false.',
    );
  });
});
