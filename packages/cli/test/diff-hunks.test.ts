import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hunksOf, wholeValues, type Piece } from '../src/diff/hunks.js';
import { displayWidth } from '../src/output/width.js';

const WIDTH = 70;

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/** The lines of the hunks, the old one before the present one. */
function linesOf(old: unknown, present: unknown, width = WIDTH): [string, string][] {
  return hunksOf(old, present, width).map((hunk) => [textOf(hunk.old), textOf(hunk.present)]);
}

/** Words that are no two the same. */
function words(length: number): string[] {
  return Array.from({ length }, (_, index) => `word${index}`);
}

function changed(list: readonly string[], changes: Readonly<Record<number, string>>): string {
  return list.map((word, index) => changes[index] ?? word).join(' ');
}

describe('the differences of two texts', () => {
  it('are shown word by word, with a little before and after', () => {
    const list = words(1_000);
    expect(linesOf(list.join(' '), changed(list, { 500: 'OTHER', 900: '' }))).toEqual([
      ['…word498 word499 word500 word501 word502…', '…word498 word499 OTHER word501 word502…'],
      ['…word898 word899 word900 word901 word902…', '…word898 word899  word901 word902…'],
    ]);
  });

  it('share a line where they are near each other', () => {
    const list = words(100);
    expect(linesOf(list.join(' '), changed(list, { 50: 'ONE', 52: 'TWO' }))).toEqual([
      [
        '…word48 word49 word50 word51 word52 word53 word54…',
        '…word48 word49 ONE word51 TWO word53 word54…',
      ],
    ]);
  });

  it('show the ends of a text with their quotes', () => {
    const list = words(100);
    expect(linesOf(list.join(' '), changed(list, { 0: 'FIRST', 99: 'LAST' }))).toEqual([
      ['"word0 word1 word2 word3…', '"FIRST word1 word2 word3…'],
      ['…word97 word98 word99"', '…word97 word98 LAST"'],
    ]);
  });

  it('are found inside a run of letters of any length', () => {
    const [before, after] = ['x'.repeat(100_000), 'y'.repeat(100_000)];
    const around = Math.floor(WIDTH * 0.3);
    expect(linesOf(`${before}A${after}`, `${before}B${after}`)).toEqual([
      [
        `…${'x'.repeat(around)}A${'y'.repeat(around)}…`,
        `…${'x'.repeat(around)}B${'y'.repeat(around)}…`,
      ],
    ]);
  });

  it('of texts that have little in common are two beginnings', () => {
    const [old, present] = [words(200).join(' '), words(200).reverse().join('-')];
    const lines = linesOf(old, present);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.[0]).toMatch(/^"word0 word1 .*…$/);
    expect(lines[0]?.[1]).toMatch(/^"word199-word198-.*…$/);
  });

  it('are told apart where an end looks like the other', () => {
    const [old, present] = [`a ${'x '.repeat(500)}b`, `a ${'x '.repeat(501)}b`];
    for (const [before, after] of linesOf(old, present)) expect(before).not.toBe(after);
    expect(linesOf('a'.repeat(1_000), 'a'.repeat(1_001))).toHaveLength(1);
  });
});

describe('two values that differ never look the same', () => {
  it.each([
    ['letters of another script', 'p\u0430y', 'pay', String.raw`"p\u0430y"`],
    ['accents', 'caf\u00e9', 'cafe\u0301', String.raw`"caf\u00e9"`],
    ['spaces', 'a\u00a0b', 'a b', String.raw`"a\u00a0b"`],
    ['what takes no room', 'a\u200bb', 'ab', String.raw`"a\u200bb"`],
    ['line breaks', 'a\nb', 'a\\nb', String.raw`"a\nb"`],
    ['texts and numbers', '42', 42, '"42"'],
    ['texts and JSON', '{"a":1}', { a: 1 }, String.raw`"{\"a\":1}"`],
  ])('by %s', (_what, old, present, shown) => {
    const whole = wholeValues(old, present);
    expect(textOf(whole.old)).toBe(shown);
    expect(textOf(whole.present)).not.toBe(shown);
  });

  const unit = fc.constantFrom(
    ...Array.from('ab \n"\\é한🎉…'),
    'e\u0301',
    '\u200b',
    '\u00a0',
    '\u0430',
    '\ud83d',
    '👨‍👩‍👧',
    'longword '.repeat(30),
  );
  const text = fc.string({ unit, maxLength: 60 });

  it('however long they are, in lines that fit', () => {
    fc.assert(
      fc.property(text, text, text, text, fc.integer({ min: 30, max: 120 }), (...drawn) => {
        const [head, old, present, tail, width] = drawn;
        fc.pre(old !== present);
        const lines = linesOf(head + old + tail, head + present + tail, width);
        expect(lines.length).toBeGreaterThan(0);
        for (const [before, after] of lines) {
          expect(before).not.toBe(after);
          expect(before.normalize('NFC')).not.toBe(after.normalize('NFC'));
          expect(displayWidth(before)).toBeLessThanOrEqual(width);
          expect(displayWidth(after)).toBeLessThanOrEqual(width);
        }
        const whole = wholeValues(head + old + tail, head + present + tail);
        expect(textOf(whole.old)).not.toBe(textOf(whole.present));
      }),
      { numRuns: 300 },
    );
  });
});
