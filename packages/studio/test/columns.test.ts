import { expect, it } from 'vitest';
import { cellText } from '../page/src/screens/items/cell-text.js';
import {
  defaultColumns,
  knownPaths,
  moveColumn,
  naturalWidth,
  readColumns,
  valueAt,
  writeColumns,
} from '../page/src/screens/items/columns.js';

const TIME = '2026-01-02T03:04:05.678Z';

function item(content: Readonly<Record<string, unknown>>) {
  const times = { version: TIME, createdAt: TIME, updatedAt: TIME };
  return { id: 'i', datasetId: 'd', input: null, ...times, ...content };
}

it('writes columns to an address, and reads them again', () => {
  const columns = [{ path: 'input.a' }, { path: 'splits', width: 200 }];
  expect(writeColumns(columns)).toEqual(['input.a', 'splits~200']);
  expect(readColumns(writeColumns(columns))).toEqual(columns);
});

it.each([
  [undefined, undefined],
  [['~10', ''], undefined],
  [['input', 'input~90'], [{ path: 'input', width: 90 }]],
  [
    ['input~1', 'context~9999'],
    [
      { path: 'input', width: 64 },
      { path: 'context', width: 1_200 },
    ],
  ],
])('reads %j as far as it makes sense', (texts, columns) => {
  expect(readColumns(texts)).toEqual(columns);
});

it('suggests the members of objects, and whole values otherwise', () => {
  const paths = (items: Parameters<typeof defaultColumns>[0]) =>
    defaultColumns(items).map(({ path }) => path);
  expect(paths([item({ input: { a: 1, b: 2 }, expectedOutput: 'x', splits: ['s'] })])).toEqual([
    'input.a',
    'input.b',
    'expectedOutput',
    'splits',
    'updatedAt',
  ]);
  expect(paths([item({ input: { a: 1 } }), item({ input: 'text', externalId: 'e' })])).toEqual([
    'externalId',
    'input',
    'expectedOutput',
    'updatedAt',
  ]);
});

it('offers members at some depth, but no name that a path cannot say', () => {
  const paths = knownPaths([
    item({ input: { a: { b: { c: { d: 1 } } }, 'x.y': 1, $z: 1, '': 1 } }),
  ]);
  expect(paths).toEqual(expect.arrayContaining(['input', 'input.a', 'input.a.b', 'input.a.b.c']));
  expect(paths.filter((path) => /x\.y|\$z|\.$|\.d$/.test(path))).toEqual([]);
});

it('finds values by their paths, and nothing that an item only inherits', () => {
  const found = item({ input: { a: { b: 0 } }, context: { list: [1] } });
  expect(valueAt(found, 'input.a.b')).toBe(0);
  expect(valueAt(found, 'context.list.0')).toBeUndefined();
  expect(valueAt(found, 'input.constructor')).toBeUndefined();
  expect(valueAt(found, 'input.a.b.c')).toBeUndefined();
});

it('moves columns, and never beyond the ends', () => {
  const columns = ['a', 'b', 'c'].map((path) => ({ path }));
  const moved = (from: number, to: number) =>
    moveColumn(columns, from, to)
      .map(({ path }) => path)
      .join('');
  expect([moved(0, 1), moved(2, 0), moved(0, 9), moved(2, -4), moved(7, 0)]).toEqual([
    'bac',
    'cab',
    'bca',
    'cab',
    'abc',
  ]);
});

it('makes columns as wide as most of their values need, within bounds', () => {
  const items = (text: string) => [item({ input: text })];
  expect(naturalWidth('input', items('yes'))).toBe(88);
  expect(naturalWidth('input', items('x'.repeat(20)))).toBe(164);
  expect(naturalWidth('input', items('x'.repeat(10_000)))).toBe(280);
  expect(naturalWidth('input', [])).toBe(88);
});

it.each([
  [undefined, ''],
  ['two\n lines', 'two lines'],
  [[1, 'a', null], '[1, "a", null]'],
  [{ a: { b: [] } }, '{"a": {"b": []}}'],
  [[{ role: 'user', content: 'Hello' }], 'user: Hello'],
  [
    [
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: [{ type: 'text' }] },
    ],
    'system: Be brief · user: [{"type": "text"}]',
  ],
])('shows %j on one line', (value, text) => {
  expect(cellText(value)).toBe(text);
});

it('reads no more of a value than it shows', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(cellText(deep).length).toBeLessThan(1_000);
  expect(cellText('x'.repeat(4_000_000)).length).toBeLessThan(1_000);
  expect(cellText(Array.from({ length: 1_000_000 }, () => 'entry')).length).toBeLessThan(1_000);
});
