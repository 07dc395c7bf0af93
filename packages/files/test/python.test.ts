import { expect, it } from 'vitest';
import { readPython } from '../src/mapping/python.js';

it.each([
  ['None', null],
  ['True', true],
  ['nan', null],
  ['[]', []],
  ['()', []],
  ["['a', \"it's\", 'b\\'c']", ['a', "it's", "b'c"]],
  ['[1, -2.5, 1e3, True, None, nan]', [1, -2.5, 1000, true, null, null]],
  ["('x',)", ['x']],
  ["{'a': {'b': [1]}, 2: 'c'}", { a: { b: [1] }, '2': 'c' }],
  ["['\\n\\t\\x41\\u00e9\\U0001F600\\\\']", ['\n\tAé😀\\']],
  ["[r'\\n', u'x']", ['\\n', 'x']],
])('the literal %s of Python is read', (text, value) => {
  expect(readPython(text)).toEqual(value);
});

it.each([
  '12',
  "'text'",
  '[not a list]',
  "['open",
  "['a' 'b']",
  '[1,,2]',
  "[b'bytes']",
  '[9007199254740993]',
  "array(['a', 'b'], dtype=object)",
  '[1] and more',
  'none',
  '{1, 2}',
])('the text %s stays text', (text) => {
  expect(readPython(text)).toBe(text);
});
