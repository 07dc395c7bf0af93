import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElementFinder } from '../src/json/elements.js';

describe('the elements of an array', () => {
  const find = (text: string, path: readonly string[], length: number) => {
    const finder = new ElementFinder(path);
    const found: string[] = [];
    for (let at = 0; at < text.length; at += length) {
      for (const { start, end } of finder.push(text.slice(at, at + length))) {
        found.push(text.slice(start, end).trim());
      }
    }
    return { found, flaw: finder.flaw?.reason ?? null, hasEnded: finder.hasEnded };
  };

  it('are found in pieces of any length, at the root or below it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.jsonValue(),
        fc.integer({ min: 1, max: 9 }),
        (values, other, length) => {
          const texts = values.map((value) => JSON.stringify(value));
          const sound = { found: texts, flaw: null, hasEnded: true };
          expect(find(JSON.stringify(values), [], length)).toEqual(sound);
          const document = JSON.stringify(
            { a: other, 'b"': { rows: values, z: other }, rows: [other] },
            null,
            1,
          );
          const { found, flaw } = find(document, ['b\\"', 'rows'], length);
          expect(found.map((text) => JSON.stringify(JSON.parse(text)))).toEqual(texts);
          expect(flaw).toBeNull();
        },
      ),
    );
  });

  it.each([
    ['{"a": 1}', [], 'this is no array'],
    ['[1] [2]', [], 'there is more behind the array'],
    ['[{"a": 1]', [], '"]" is out of place in JSON'],
  ])('of %s are none', (text, path, reason) => {
    expect(find(text, path, 3).flaw).toBe(reason);
  });
});
