import { LIMITS } from '@mastra-datasets/core';
import { parseObject } from './fixtures.js';

/** A value nested to a depth: arrays and objects by turns around a string. */
function nested(depth: number): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { in: value };
  return value;
}

function cyclic(): unknown {
  const value: Record<string, unknown> = { list: [] };
  value['list'] = [{ again: value }];
  return value;
}

/** The deepest value that a storage takes. */
export const DEEPEST_VALUE = nested(LIMITS.jsonDepth);

/** Values that come back as they were. */
export const FAITHFUL_VALUES: readonly [string, unknown][] = [
  ['null', null],
  ['false', false],
  ['true', true],
  ['zero', 0],
  ['the empty string', ''],
  ['an empty array', []],
  ['an empty object', {}],
  ['falsy values inside', { a: null, b: false, c: 0, d: '', e: [null, false, 0, ''] }],
  ['strings that look like JSON', ['null', '"quoted"', '{"a":1}', '[1]', '1e3', 'true', ' 1 ']],
  ['a string that is JSON itself', '{"a":[1,null]}'],
  ['a string that looks like a number', '00123.50'],
  ['a string that looks like a date', '2024-01-01T00:00:00.000Z'],
  ['numbers at the limits', [1.7976931348623157e308, 5e-324, -1e-7, 2 ** 53, 0.1, 1e21]],
  ['unicode', 'Ωμέγα \u{1f469}\u200d\u{1f4bb} \u00e9 e\u0301 \u202e\ufeff\uffff\u2028\u2029'],
  ['unicode in keys', { '\u{1f30d}': 1, '': 2, '\u00e9': 3, 'e\u0301': 4 }],
  ['lone surrogates', ['\ud800', 'a\udfffb', { '\udbff': '\udc00' }]],
  ['NUL characters', ['\u0000', 'a\u0000b', { 'k\u0000': '\u0000\u0000' }]],
  ['control characters and quotes', '\b\t\n\v\f\r\u001f\u007f"\'`\\/$1 %s ?1 :name @x --;'],
  ['text that is an escape', String.raw`\u0000 \n \\ \"`],
  ['order of keys', { b: 1, a: { z: 1, y: 2 }, B: 3 }],
  ['keys that are numbers', { 10: 'ten', 9: 'nine', '-1': 'minus', '01': 'leading' }],
  [
    'keys of prototypes',
    parseObject('{"__proto__":{"polluted":1},"constructor":{"prototype":null},"toString":"x"}'),
  ],
  [
    '__proto__ that is no object',
    parseObject('{"a":{"__proto__":null},"b":[{"__proto__":1,"a":2}]}'),
  ],
  ['keys of storage columns', { id: 1, datasetId: 2, version: 3, purgedAt: 4, rowid: 5 }],
  ['markers of missing values', { undefined: 'undefined', NaN: 'NaN', nil: '\\N' }],
  ['a long array', Array.from({ length: 5_000 }, (_, index) => index)],
  ['a megabyte of text', 'aé\u{1f30d}"'.repeat(131_072)],
  ['a megabyte of structure', Array.from({ length: 20_000 }, (_, n) => ({ n, text: `text ${n}` }))],
  ['the deepest nesting', DEEPEST_VALUE],
];

/** Values that come back as `JSON.stringify` writes them, and that text. */
export const CHANGED_VALUES: readonly [string, () => unknown, string][] = [
  ['-0', () => [-0, { a: -0 }], '[0,{"a":0}]'],
  ['dates', () => ({ at: new Date(0) }), '{"at":"1970-01-01T00:00:00.000Z"}'],
  ['toJSON', () => ({ a: { toJSON: (key: string) => ({ key }) } }), '{"a":{"key":"a"}}'],
  ['toJSON in arrays', () => [{ toJSON: (key: string) => key }], '["0"]'],
  ['toJSON that gives undefined', () => ({ a: { toJSON: () => undefined }, b: 1 }), '{"b":1}'],
  ['undefined members', () => ({ a: undefined, b: { c: undefined } }), '{"b":{}}'],
  [
    'toJSON of what JSON would lose',
    () => [Object.assign(new Map(), { toJSON: () => [1] }), new URL('https://example.com/a')],
    '[[1],"https://example.com/a"]',
  ],
  [
    'members that are not enumerable',
    () => Object.defineProperty({ a: 1 }, Symbol('hidden'), { value: 2 }),
    '{"a":1}',
  ],
  ['boxed values', () => [Object(1), Object('a'), Object(false)] as unknown[], '[1,"a",false]'],
  [
    'class instances',
    () => ({
      url: new (class Point {
        x = 1;
      })(),
    }),
    '{"url":{"x":1}}',
  ],
  [
    'objects without prototype',
    () => Object.assign(Object.create(null) as object, { a: 1 }),
    '{"a":1}',
  ],
  [
    'shared references',
    () => {
      const shared = { a: 1 };
      return [shared, shared];
    },
    '[{"a":1},{"a":1}]',
  ],
];

/** Values that are refused, and where in them the culprit is. */
export const REFUSED_VALUES: readonly [string, () => unknown, string][] = [
  ['NaN', () => ({ score: NaN }), '.score'],
  ['Infinity', () => [1, Infinity], '[1]'],
  ['-Infinity', () => -Infinity, ''],
  ['bigint', () => ({ a: [{ b: 10n }] }), '.a[0].b'],
  ['a function', () => ({ run: () => 1 }), '.run'],
  ['a symbol', () => [Symbol('s')], '[0]'],
  ['a cycle', cyclic, '.list[0].again'],
  ['nesting beyond the limit', () => nested(LIMITS.jsonDepth + 1), ''],
  ['toJSON that gives NaN', () => ({ a: { toJSON: () => NaN } }), '.a'],
  ['toJSON that gives a map', () => ({ a: { toJSON: () => new Map() } }), '.a'],
  ['toJSON that gives nothing for an element', () => [{ toJSON: () => undefined }], '[0]'],
  ['a map', () => ({ map: new Map([['answer', 42]]) }), '.map'],
  ['a set', () => [new Set([1, 2])], '[0]'],
  ['a weak map', () => ({ a: new WeakMap() }), '.a'],
  ['a weak set', () => ({ a: new WeakSet() }), '.a'],
  ['a weak reference', () => ({ a: new WeakRef({}) }), '.a'],
  ['an error', () => ({ error: new RangeError('boom') }), '.error'],
  ['an error with members', () => Object.assign(new Error('boom'), { code: 'E' }), ''],
  ['a regular expression', () => [1, /x/], '[1]'],
  ['a promise', () => ({ later: Promise.resolve(1) }), '.later'],
  ['an invalid date', () => ({ at: [new Date(NaN)] }), '.at[0]'],
  ['a typed array', () => ({ embedding: new Float32Array(2) }), '.embedding'],
  ['a buffer', () => ({ image: Buffer.from('image') }), '.image'],
  ['an array buffer', () => ({ bytes: new ArrayBuffer(2) }), '.bytes'],
  ['a data view', () => [new DataView(new ArrayBuffer(2))], '[0]'],
  ['a generator', () => ({ items: [].values() }), '.items'],
  ['search parameters', () => ({ query: new URLSearchParams('a=1') }), '.query'],
  ['a boxed bigint', () => [Object(1n)] as unknown[], '[0]'],
  ['a boxed symbol', () => [Object(Symbol('s'))] as unknown[], '[0]'],
  ['undefined in an array', () => ({ a: [1, undefined] }), '.a[1]'],
  // eslint-disable-next-line no-sparse-arrays -- a hole is the case
  ['a hole', () => ({ a: [1, , 3] }), '.a[1]'],
  ['a symbol key', () => ({ a: { [Symbol('key')]: 1 } }), '.a'],
  ['a symbol key of an array', () => ({ a: Object.assign([1], { [Symbol('key')]: 1 }) }), '.a'],
  ['a named member of an array', () => ({ a: [[], Object.assign([1], { name: 'x' })] }), '.a[1]'],
  ['the groups of a match', () => [/(?<letter>b)/.exec('abc')], '[0]'],
  ['a culprit behind an odd key', () => ({ 'two words': { b: [NaN] } }), '["two words"].b[0]'],
];
