import { LIMITS } from '@mastra-datasets/core';
import fc from 'fast-check';

/** Ids that a hostile caller may know. */
export interface KnownIds {
  /** The dataset that calls may change. */
  readonly datasetId: string;
  /** Current items of that dataset. */
  readonly itemIds: readonly string[];
  /** A dataset that no call may change. */
  readonly otherDatasetId: string;
  /** Current items of the other dataset. */
  readonly otherItemIds: readonly string[];
}

/** Text that means something to SQL, JSON, JavaScript or a terminal. */
const HOSTILE_TEXT = [
  "'; DROP TABLE mastra_datasets; --",
  "' OR '1'='1",
  '" OR ""="',
  "x'); DELETE FROM mastra_dataset_items; --",
  '%',
  '_',
  '*',
  '\\',
  '?1',
  ':datasetId',
  '@id',
  '$1',
  '${1}',
  '`id`',
  '\u001e',
  '=\u001e=',
  '',
  ' ',
  '\n\r\t',
  'null',
  'undefined',
  'NaN',
  '[object Object]',
  '__proto__',
  'constructor',
  'toString',
  '\ufeff',
  '\u202e',
  '\u{1f469}\u200d\u{1f4bb}',
  'a\0b',
  '\ud800',
  '../../etc/passwd',
  'x'.repeat(LIMITS.idLength + 1),
  'x'.repeat(LIMITS.descriptionLength + 1),
];

const POLLUTION = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';

const TRAPS: readonly (() => unknown)[] = [
  () => JSON.parse(POLLUTION) as unknown,
  () =>
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('trapped');
        },
      },
    ),
  () => ({
    get input() {
      throw new Error('trapped');
    },
  }),
  () => ({
    toJSON: () => {
      throw new Error('trapped');
    },
  }),
  () => ({ toJSON: () => 1n }),
  () => ({
    then: (resolve: (value: unknown) => void) => {
      resolve(1);
    },
  }),
  () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    return cycle;
  },
  () => {
    const list: unknown[] = [];
    list.length = 4_294_967_295;
    return list;
  },
  () => {
    let deep: unknown = 1;
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    return deep;
  },
  () => new Date(NaN),
  () => new Date(8.64e15),
  () => new Date(-8.64e15),
  () => Object.create(null) as unknown,
  () => new Map([['a', 1]]),
  () => new Uint8Array(4),
  () => Symbol('symbol'),
  () => 1n,
  () => () => 1,
  () => Date,
  () => /a/,
  () => Promise.resolve(1),
  () => Object.freeze({ frozen: true }),
];

/** One of each kind of value that does something when it is read; each call makes new ones. */
export function trapValues(): unknown[] {
  return TRAPS.map((make) => make());
}

/** Anything that callers might pass, and much that they should not. */
export function hostileValues(ids: KnownIds): fc.Arbitrary<unknown> {
  const knownIds = [ids.datasetId, ...ids.itemIds, ...ids.otherItemIds];
  return fc.oneof(
    fc.constantFrom(...HOSTILE_TEXT),
    fc.constantFrom(...TRAPS).map((make) => make()),
    fc.constantFrom(...knownIds),
    fc.constantFrom(null, undefined, true, false, 0, -0, -1, 1.5, NaN, Infinity, 2 ** 53, 1e308),
    fc.date({ noInvalidDate: false }),
    fc.string({ unit: 'binary' }),
    fc.jsonValue(),
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withTypedArray: true,
    }),
    fc.array(fc.constantFrom(...knownIds), { maxLength: 5 }),
  );
}
