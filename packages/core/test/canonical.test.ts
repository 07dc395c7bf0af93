import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../src/json/canonical.js';

/** Any JSON, whose objects have keys that engines put in an order of their own, too. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, -0, 1e21, 0.1),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('10', '9', 'é', 'z', '__proto__', '\ud800', ''), fc.string()),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

it('canonical JSON is that of RFC 8785, whatever the order of the keys', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
  [{ 9: 1, 10: 2 }, '{"10":2,"9":1}'],
  [[{ b: [], a: {} }], '[{"a":{},"b":[]}]'],
])('sorts keys by their code units: %j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

it('refuses what is no JSON', () => {
  expect(() => canonicalJson(undefined)).toThrow(TypeError);
});

it('SHA-256 is in hexadecimal, of the text in UTF-8', () => {
  expect(sha256('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
});
