import { LIMITS, type DatasetsSupports } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { at, makeDataset } from '../fixtures.js';
import { METHODS, applies, callMethod, type Method } from './methods.js';
import { stateOf } from './state.js';

function tooLong(limit: number): string {
  return 'x'.repeat(limit + 1);
}

const UNTEXTUAL = [null, 1, true, {}, [], new Date(), 'a\0b', '\ud800'];
const VERSIONS = [null, true, {}, [], '', new Date(NaN), -1, 1.5, NaN, Infinity];
const OBJECTS = ['text', 1, true, [], new Date()];
const SEARCHES = [null, 1, {}, ['a']];
const CONFLICTS = [null, 'replace', '', 1, {}];
const SCHEMAS = [1, 'text', [], new Date(), { type: 'strnig' }];
const LISTS = [null, 'text', 1, {}, { length: 1, 0: {} }];

/** For each field, values of the right name and the wrong kind. */
const MALFORMED: Readonly<Record<string, readonly unknown[]>> = {
  id: [...UNTEXTUAL, tooLong(LIMITS.idLength)],
  datasetId: [...UNTEXTUAL, tooLong(LIMITS.idLength)],
  author: [...UNTEXTUAL, '', tooLong(LIMITS.authorLength)],
  splits: [1, 'text', {}, [1], [''], [null], [tooLong(LIMITS.splitLength)], ['a\0']],
  source: OBJECTS,
  attributes: OBJECTS,
  name: [...UNTEXTUAL, '', tooLong(LIMITS.nameLength)],
  description: [...UNTEXTUAL.slice(1), tooLong(LIMITS.descriptionLength)],
  metadata: OBJECTS,
  context: OBJECTS,
  input: [() => 1, NaN, 1n],
  expectedOutput: [() => 1, NaN, 1n],
  inputSchema: SCHEMAS,
  expectedOutputSchema: SCHEMAS,
  existing: [null, 'drop', true],
  search: SEARCHES,
  ids: [...LISTS, [1], [null], ['a\0'], [tooLong(LIMITS.idLength)]],
  pagination: [
    null,
    'text',
    {},
    { page: 0 },
    { perPage: 1 },
    ...[-1, 0.5, NaN, Infinity, '0', null, 2 ** 53].map((page) => ({ page, perPage: 1 })),
    ...[0, -1, 0.5, NaN, Infinity, '1', null, true].map((perPage) => ({ page: 0, perPage })),
  ],
  version: VERSIONS,
  from: VERSIONS,
  to: VERSIONS,
  expectedVersion: VERSIONS,
  merge: [
    null,
    'text',
    1,
    true,
    [],
    ...OBJECTS.map((context) => ({ context })),
    { attributes: [] },
  ],
  expectedItemVersion: ['tag', ...VERSIONS],
  expectedUpdatedAt: ['tag', 0, ...VERSIONS],
  externalId: [...UNTEXTUAL, '', tooLong(LIMITS.externalIdLength)],
  onConflict: CONFLICTS,
  onMissing: [null, '', 'remove', true],
  maxDeleted: [null, -1, 0.5, '1', NaN, 1],
  onDeleted: [null, '', 'replace', 'skip', 1],
  message: [...UNTEXTUAL, tooLong(LIMITS.messageLength)],
  cursor: [null, 1, {}],
  tag: [...UNTEXTUAL, '', tooLong(LIMITS.tagLength)],
  move: [null, 'yes', 1],
  keep: [null, 'yes', 1],
  batchSize: [null, 0, -1, 1.5, NaN, '1', LIMITS.iterationBatchSize + 1],
  order: [null, 'random', '', 1],
  orderBy: [
    null,
    'name',
    [],
    {},
    { field: 'createdAt' },
    { direction: 'asc' },
    { field: 'version', direction: 'asc' },
    { field: 'createdAt', direction: 'down' },
  ],
  where: [null, 1, 'text', [], { $where: '1' }, { input: { $regex: 'a' } }],
  items: [...LISTS, [null], [1], ['text'], [undefined], [[]]],
  changes: [
    ...LISTS,
    [null],
    [{}],
    [{ type: 'move', id: 'a' }],
    [{ type: 'add' }],
    [{ type: 'update', input: 1 }],
    [{ type: 'delete' }],
    [{ type: 'delete', id: 1 }],
    [{ type: 'delete', id: 'a', expectedItemVersion: 'tag' }],
    [{ type: 'add', input: 1, onConflict: 'replace' }],
    [{ type: 'add', input: 1, onDeleted: 'skip' }],
  ],
};

/** Fields inside the elements of a batch. */
const MALFORMED_ELEMENTS: Readonly<Partial<Record<Method['name'], readonly unknown[]>>> = {
  addItems: [{}, { input: 1, externalId: '' }, { input: 1, context: [] }, { input: undefined }],
  importItems: [{}, { input: 1, externalId: '' }, { input: 1, context: [] }, { input: undefined }],
  updateItems: [
    {},
    { id: 1, input: 1 },
    { id: 'a', context: 'text' },
    { id: 'a', input: 1, expectedItemVersion: 'tag' },
    { id: 'a', merge: { context: [] } },
    { id: 'a', context: {}, merge: { context: {} } },
  ],
};

function malformedFields(method: Method, supports: DatasetsSupports): [string, unknown][] {
  const optional = Object.entries(method.optional)
    .filter(([, capability]) => applies(supports, capability))
    .map(([field]) => field);
  const cases = [...method.required, ...optional].flatMap((field) =>
    (MALFORMED[field] ?? []).map((value): [string, unknown] => [field, value]),
  );
  for (const field of method.required) cases.push([field, undefined]);
  for (const element of MALFORMED_ELEMENTS[method.name] ?? []) cases.push(['items', [element]]);
  return cases;
}

/** Every method refuses arguments of the wrong kind, and changes nothing. */
export const malformedTrait: Suite = ({ open, supports }) => {
  describe('malformed arguments', () => {
    const methods = METHODS.filter(({ capability }) => applies(supports, capability));

    it.each(methods)('of $name are refused and change nothing', async (method) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const before = await stateOf(storage, datasetId);
      for (const argument of [undefined, null, 'text', 1, true, [], {}, () => 1]) {
        const call = () => callMethod(storage, method.name, argument);
        const error = await expectDatasetsError(call, 'INVALID_ARGUMENT');
        expect(error.details['path']).toEqual(expect.any(String));
        expect(error.details['reason']).toEqual(expect.any(String));
      }
      const valid = method.valid({ datasetId, id: at(items, 0).id });
      for (const [field, value] of malformedFields(method, supports)) {
        const call = () => callMethod(storage, method.name, { ...valid, [field]: value });
        const error = await expectDatasetsError(call, 'INVALID_ARGUMENT').catch(
          (cause: unknown) => {
            throw new Error(`${method.name} took a malformed ${field}: ${describeValue(value)}`, {
              cause,
            });
          },
        );
        expect(error.details['path']).toEqual(expect.stringMatching(new RegExp(`^${field}\\b`)));
      }
      expect(await stateOf(storage, datasetId)).toStrictEqual(before);
    });
  });
};

function describeValue(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value).slice(0, 100)
    : String(value).slice(0, 100);
}
