import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isEqualJson } from '../src/json/equal.js';

it('values are equal exactly when Node finds their JSON equal', () => {
  const asStored = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
  const member = fc.constantFrom<unknown>(0, -0, 1, '', 'a', null, true, [], {}, { a: undefined });
  const value = fc.oneof(
    member,
    fc.array(member, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), member, { maxKeys: 3 }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(isEqualJson(one, other)).toBe(isDeepStrictEqual(asStored(one), asStored(other)));
      expect(isEqualJson(one, structuredClone(one))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
