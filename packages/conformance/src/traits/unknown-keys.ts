import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { at, makeDataset } from '../fixtures.js';
import { METHODS, applies, callMethod, type Method, type Target } from './methods.js';
import { stateOf } from './state.js';

/** Fields that hold the caller's own JSON, where every key is welcome. */
const FREE: ReadonlySet<string> = new Set([
  'input',
  'expectedOutput',
  'context',
  'source',
  'attributes',
  'metadata',
  'inputSchema',
  'expectedOutputSchema',
  'where',
]);

/**
 * A value for each field that holds objects with keys of their own, where the valid arguments of
 * {@link METHODS} do not show them all. A field of one method alone goes by the name of both.
 */
const NESTED: Readonly<Record<string, (target: Target) => unknown>> = {
  changes: ({ id }) => [
    { type: 'add', input: 1 },
    { type: 'update', id, input: 2, merge: { context: {} } },
    { type: 'delete', id },
  ],
  'deleteItems.ids': ({ id }) => [{ id }],
  'updateItems.items': ({ id }) => [{ id, merge: { context: {} } }],
  merge: () => ({ context: {} }),
  sample: () => ({ size: 1, seed: '' }),
  shard: () => ({ index: 0, count: 1 }),
  orderBy: () => ({ field: 'createdAt', direction: 'asc' }),
};

/** What other products call a field. */
const NAMES_ELSEWHERE: readonly [Method['name'], key: string, meant: string][] = [
  ...['groundTruth', 'ground_truth', 'expected', 'output', 'target', 'ideal'].flatMap(
    (key): [Method['name'], string, string][] => [
      ['addItem', key, 'expectedOutput'],
      ['updateItem', key, 'expectedOutput'],
    ],
  ),
  ['addItem', 'metadata', 'context'],
  ['addItem', 'dataset_id', 'datasetId'],
  ['listItems', 'perPage', 'pagination'],
  ['listItems', 'verison', 'version'],
  ['deleteItem', 'expectedVerison', 'expectedVersion'],
];

type Path = readonly (string | number)[];

/** The paths of all objects in an argument whose keys the method knows. */
function closedObjects(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => closedObjects(element, [...path, index]));
  }
  const members = Object.entries(value).filter(([key]) => !FREE.has(key));
  return [path, ...members.flatMap(([key, member]) => closedObjects(member, [...path, key]))];
}

/** Copies an argument with one more member in the object at a path. */
function withMember(argument: unknown, path: Path, key: string, member: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    return Object.defineProperty({ ...(argument as object) }, key, {
      value: member,
      enumerable: true,
    });
  }
  const copy = Array.isArray(argument) ? [...(argument as unknown[])] : { ...(argument as object) };
  Reflect.set(copy, step, withMember(Reflect.get(copy, step), rest, key, member));
  return copy;
}

function textOf(path: Path): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text.replace(/^\./, '');
}

/** No method drops what it is given: a key that it does not know is refused, at every depth. */
export const unknownKeysTrait: Suite = ({ open, supports }) => {
  const fieldsOf = ({ required, optional }: Method): string[] => [
    ...required,
    ...Object.keys(optional).filter((field) => applies(supports, optional[field] ?? null)),
  ];
  const argumentsOf = (method: Method, target: Target) => {
    const valid = method.valid(target);
    const nested = fieldsOf(method).flatMap((field) => {
      const make = NESTED[`${method.name}.${field}`] ?? NESTED[field];
      return make === undefined ? [] : [{ ...valid, [field]: make(target) }];
    });
    return [valid, ...nested];
  };
  const methods = METHODS.filter(({ capability }) => applies(supports, capability));

  describe('unknown keys', () => {
    it.each(methods)('of $name are refused at every depth and change nothing', async (method) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const before = await stateOf(storage, datasetId);
      for (const argument of argumentsOf(method, { datasetId, id: at(items, 0).id })) {
        for (const path of closedObjects(argument)) {
          for (const key of ['unheardOf', '__proto__']) {
            for (const member of [1, null, {}]) {
              const call = () =>
                callMethod(storage, method.name, withMember(argument, path, key, member));
              const { details } = await expectDatasetsError(call, 'INVALID_ARGUMENT');
              expect(details['path']).toBe(textOf([...path, key]));
              expect(details['reason']).toEqual(expect.any(String));
            }
          }
        }
      }
      expect(await stateOf(storage, datasetId)).toStrictEqual(before);
    });

    it.each(methods)('of $name count as absent where they are undefined', async (method) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const target = { datasetId, id: at(items, 0).id };
      const argument = closedObjects(method.valid(target)).reduce<unknown>(
        (given, path) => withMember(given, path, 'unheardOf', undefined),
        Object.freeze(method.valid(target)),
      );
      const outcome = await callMethod(storage, method.name, argument).catch((error: unknown) =>
        Promise.resolve(error),
      );
      if (outcome instanceof Error) {
        expect(method.codes).toContain(Reflect.get(outcome, 'code'));
      }
    });

    it.each(methods)('of $name that are near a known one are told so', async (method) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const valid = method.valid({ datasetId, id: at(items, 0).id });
      for (const field of fieldsOf(method).filter(({ length }) => length >= 4)) {
        // Without the letter before the last two, as `orderBy` without another is near `order`, too.
        const misspelt = `${field.slice(0, -3)}${field.slice(-2)}`;
        const call = () => callMethod(storage, method.name, { ...valid, [misspelt]: 1 });
        const { details } = await expectDatasetsError(call, 'INVALID_ARGUMENT');
        expect(details).toMatchObject({
          path: misspelt,
          reason: expect.stringMatching(new RegExp(`\\b${field}\\b`)) as string,
        });
      }
    });

    it.each(NAMES_ELSEWHERE)('of %s: %s is told to be %s', async (name, key, meant) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const before = await stateOf(storage, datasetId);
      const method = METHODS.find((candidate) => candidate.name === name);
      const valid = method?.valid({ datasetId, id: at(items, 0).id });
      const call = () => callMethod(storage, name, { ...valid, [key]: 'a' });
      const { details } = await expectDatasetsError(call, 'INVALID_ARGUMENT');
      expect(details).toMatchObject({
        path: key,
        reason: expect.stringContaining(meant) as string,
      });
      expect(await stateOf(storage, datasetId)).toStrictEqual(before);
    });
  });
};
