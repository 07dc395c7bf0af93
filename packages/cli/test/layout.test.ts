import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { shortIds } from '../src/output/ids.js';
import { progressLine } from '../src/output/progress-line.js';
import { table } from '../src/output/table.js';
import { duration, TimeLeft } from '../src/output/time-left.js';
import { localTime, relativeTime } from '../src/output/times.js';
import { cutToWidth, displayWidth, headOfWidth, tailOfWidth } from '../src/output/width.js';

const plain = pc.createColors(false);

function unpainted(text: string): string {
  return text;
}

describe('a width', () => {
  it('is that of the terminal: CJK characters and emoji take two columns', () => {
    expect(displayWidth('日本🎉')).toBe(6);
    expect(displayWidth('e\u0301👨‍👩‍👧')).toBe(3);
  });

  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['exactly ten', 10, 'exactly t…'],
    ['日本の首都', 10, '日本の首都'],
    ['日本の首都', 9, '日本の首…'],
    ['日本の首都', 8, '日本の…'],
    ['👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 5, '👨‍👩‍👧👨‍👩‍👧…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('of %j cut to %i is that of %j', (text, columns, shown) => {
    expect(cutToWidth(text, columns)).toBe(shown);
  });

  it('of a long text costs no more than what is shown', () => {
    expect(cutToWidth('x'.repeat(10_000_000), 5)).toBe('xxxx…');
    expect(headOfWidth('日本x', 3)).toBe('日');
    expect(tailOfWidth(`${'x'.repeat(10_000_000)}日本`, 5)).toBe('x日本');
  });
});

describe('a table', () => {
  const columns = [
    { heading: 'NAME', isFlexible: true },
    { heading: 'ITEMS', align: 'right' },
    { heading: 'ID' },
  ] as const;
  const rows = [
    ['日本語の質問 🎉', '1,000', 'abc'],
    ['a name that is rather long', '7', 'abcdef'],
  ];

  it('has its columns below each other, whatever the characters', () => {
    expect(table(plain, columns, rows, 80).split('\n')).toEqual([
      'NAME                        ITEMS  ID',
      '日本語の質問 🎉             1,000  abc',
      'a name that is rather long      7  abcdef',
    ]);
  });

  it.each([10, 20, 30, 40, 80])('is not wider than %i columns', (width) => {
    for (const line of table(plain, columns, rows, width).split('\n')) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it('takes from its widest flexible columns, and from the others last', () => {
    const wide = [
      { heading: 'A', isFlexible: true },
      { heading: 'B', isFlexible: true },
      { heading: 'C' },
    ];
    const [, line] = table(
      plain,
      wide,
      [['a'.repeat(90), 'b'.repeat(50), 'c'.repeat(10)]],
      54,
    ).split('\n');
    expect(line).toBe(`${'a'.repeat(19)}…  ${'b'.repeat(19)}…  ${'c'.repeat(10)}`);
  });
});

it.each([
  ['2026-11-24T08:33:00Z', 'just now'],
  ['2026-11-24T08:32:35Z', '25 seconds ago'],
  ['2026-11-24T08:28:00Z', '5 minutes ago'],
  ['2026-11-24T06:00:00Z', '2 hours ago'],
  ['2026-11-20T06:00:00Z', '4 days ago'],
  ['2026-08-20T06:00:00Z', '3 months ago'],
  ['2023-08-20T06:00:00Z', '3 years ago'],
  ['2026-11-24T08:38:00Z', 'in 5 minutes'],
])('%s is %s', (date, text) => {
  expect(relativeTime(new Date(date), new Date('2026-11-24T08:33:00Z'))).toBe(text);
});

it('a local time is that of the clock on the wall', () => {
  expect(localTime(new Date(2026, 0, 2, 3, 4, 59))).toBe('2026-01-02 03:04');
});

it('ids are as short as tells them apart, also from the next one that is not shown', () => {
  const [one, two, far] = [
    '01a20c78-e759-718d-b83a-6ec823efe80a',
    '01a20c78-e759-718d-b83b-6ec823efe80a',
    '11a20c78-e759-718d-b83a-6ec823efe80a',
  ];
  expect(shortIds([one])).toEqual(['01a20c78']);
  expect(shortIds([one, far])).toEqual(['01a20c78', '11a20c78']);
  expect(shortIds([one, two])).toEqual(['01a20c78-e759-718d-b83a', '01a20c78-e759-718d-b83b']);
  expect(shortIds([one], [two])).toEqual(['01a20c78-e759-718d-b83a']);
});

function bar(done: number, left: number): string {
  return '█'.repeat(done) + '░'.repeat(left);
}

describe('progress', () => {
  const facts = {
    title: 'Finding columns',
    fraction: 0.45,
    steps: '123,450,000 rows',
    rate: '127,123 rows/s',
    secondsLeft: 3_900,
  };

  it.each([
    [
      100,
      'Finding columns ██████████░░░░░░░░░░░░░░  45% · 123,450,000 rows · 127,123 rows/s · 1 h 5 min left',
    ],
    [79, `Finding columns ${bar(9, 13)}  45% · 123,450,000 rows · 1 h 5 min left`],
    [60, `Finding columns ${bar(9, 13)}  45% · 1 h 5 min left`],
    [30, `Finding columns ${bar(4, 5)}  45%`],
    [12, 'Finding col…'],
  ])('fits %i columns', (width, line) => {
    const shown = progressLine(facts, width, unpainted);
    expect(displayWidth(shown)).toBeLessThanOrEqual(width);
    expect(shown).toBe(line);
  });

  it('has no bar where nobody knows the whole', () => {
    const line = progressLine({ ...facts, fraction: null }, 79, unpainted);
    expect(line).toBe('Finding columns · 123,450,000 rows · 127,123 rows/s');
  });

  it('tells the time left without jumps, though work comes in bursts', () => {
    const timeLeft = new TimeLeft(1_000, 0);
    const told: number[] = [];
    // Ten parts a second, that come as fifty every five seconds or a few at a time.
    for (let second = 1; second <= 99; second += 1) {
      const part = second < 50 ? Math.floor(second / 5) * 50 : second * 10;
      timeLeft.update(part, second * 1_000);
      const seconds = timeLeft.seconds();
      if (seconds !== null && second >= 20) told.push(seconds);
    }
    const jumps = told.slice(1).map((seconds, index) => Math.abs(seconds - (told[index] ?? 0)));
    expect(Math.max(...jumps)).toBeLessThanOrEqual(20);
    expect(told.at(-1)).toBeLessThanOrEqual(2);
  });

  it('tells no time left before it can', () => {
    const timeLeft = new TimeLeft(100, 0);
    timeLeft.update(1, 10);
    expect(timeLeft.seconds()).toBeNull();
    timeLeft.update(10, 2_000);
    expect(timeLeft.seconds()).toBe(20);
  });

  it.each([
    [25, '25 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [3_600, '1 h'],
    [3_900, '1 h 5 min'],
  ])('writes %i seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
