import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsNumber, readJson, STRICT } from '../src/index.js';

describe('a number of JSON', () => {
  it.each([
    '0',
    '-0',
    '1.50',
    '1e5',
    '0.1',
    '0.10000000000000001',
    '9007199254740992',
    '1e23',
    '12345678901234567000',
    '5e-324',
  ])('%s is held by a double', (text) => {
    expect(holdsNumber(text)).toBe(true);
    expect(readJson(`[${text}]`, STRICT)).toEqual([
      Number(text) === 0 ? JSON.parse(text) : Number(text),
    ]);
  });

  it.each([
    '9007199254740993',
    '12345678901234567890',
    '0.1234567890123456789',
    '1e400',
    '-1E+999',
    '1e-400',
    '12345678901234567890.12',
  ])('%s is refused, kept as text, or rounded', (text) => {
    expect(holdsNumber(text)).toBe(false);
    const json = `{"a":["é",{"b/c~d":${text}}]}`;
    expect(() => readJson(json, STRICT)).toThrow(`/a/1/b~1c~0d: ${text} is a number that`);
    const asText = { ...STRICT, bigNumbers: 'text' } as const;
    expect(readJson(json, asText)).toEqual({ a: ['é', { 'b/c~d': text }] });
    const rounded = { ...STRICT, bigNumbers: 'round' } as const;
    expect(readJson(json, rounded)).toEqual({ a: ['é', { 'b/c~d': Number(text) }] });
  });

  it('is held whenever JavaScript wrote it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(holdsNumber(JSON.stringify(number))).toBe(true);
      }),
    );
  });
});

describe('an object of JSON', () => {
  it.each([
    ['{"a":1,"a":2}', '/a'],
    ['{"x":[{"b":":","c":1,"b":null}]}', '/x/0/b'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"a":1,"\\u0061":2}', '/a'],
  ])('with a key twice is refused: %s', (text, pointer) => {
    expect(() => readJson(text, STRICT)).toThrow(`${pointer}: the key comes for the second time`);
  });

  it('is read as JSON.parse does, whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(readJson(text, STRICT)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('what Python writes in place of JSON', () => {
  it.each(['NaN', 'Infinity', '-Infinity'])('%s names itself, or is null on request', (name) => {
    const text = `{"a":[1,${name}],"b":"NaN: \\"Infinity\\""}`;
    expect(() => readJson(text, STRICT)).toThrow(`${name} is no JSON, though Python writes it`);
    expect(readJson(text, { ...STRICT, nan: 'null' })).toEqual({
      a: [1, null],
      b: 'NaN: "Infinity"',
    });
  });
});

it('values of any depth are read', () => {
  const text = `${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`;
  expect(readJson(text, STRICT)).toBeTypeOf('object');
  const repeated = text.replace('1', '{"b":1,"b":2}');
  expect(() => readJson(repeated, STRICT)).toThrow('the key comes for the second time');
});

describe('a hint', () => {
  it('is told where the caller has one', () => {
    const hints = { bigNumbers: 'use text', nan: 'use null' };
    expect(() => readJson('1e999', STRICT)).toThrow(/cannot hold$/);
    expect(() => readJson('1e999', { ...STRICT, hints })).toThrow(/cannot hold \(use text\)$/);
    expect(() => readJson('[NaN]', { ...STRICT, hints })).toThrow(/writes it \(use null\)$/);
  });
});
