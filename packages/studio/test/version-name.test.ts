import { expect, it } from 'vitest';
import { tagReference, versionChoices, versionLabel } from '../page/src/components/version-name.js';

const VERSIONS = [3, 2, 1].map((number) => ({
  datasetId: 'd',
  version: `2026-01-0${number}T00:00:00.000Z`,
  number,
  added: 0,
  updated: 0,
  deleted: 0,
  purged: 0,
  itemCount: 0,
  tags: number === 2 ? ['release'] : [],
  ...(number === 1 ? { author: 'Ada', message: 'First' } : {}),
}));

function values(typed: string, allowsLatest = true): (string | undefined)[] {
  return versionChoices(VERSIONS, typed, allowsLatest).map(({ value }) => value);
}

it('offers the latest version and all others', () => {
  expect(values('')).toEqual([undefined, '3', '2', '1']);
  expect(values('', false)).toEqual(['3', '2', '1']);
});

it.each([
  ['rel', ['2']],
  ['ada', ['1']],
  ['first', ['1']],
  ['3', ['3']],
  ['v3', ['3']],
  ['17', ['17']],
  ['nothing', []],
])('offers for %j', (typed, expected) => {
  expect(values(typed)).toEqual(expected);
});

it('takes a day to mean all that happened on it, and a time for what it is', () => {
  const endOfDay = new Date(2026, 4, 31, 23, 59, 59, 999).toISOString();
  expect(values('2026-05-31')).toEqual([endOfDay]);
  expect(values('2026-05-31T10:00Z')).toEqual(['2026-05-31T10:00:00.000Z']);
  expect(values('2026-05-31 10:00')).toEqual([new Date(2026, 4, 31, 10).toISOString()]);
  expect(values('2026-13-45')).toEqual([]);
});

it('says what versions are called', () => {
  expect([undefined, '12', 'tag:12', 'release'].map(versionLabel)).toEqual([
    'Latest',
    'v12',
    '12',
    'release',
  ]);
});

it.each([
  ['release', 'release'],
  ['12', 'tag:12'],
  ['2026-01-01', 'tag:2026-01-01'],
  ['tag:x', 'tag:tag:x'],
])('refers to the tag %j so that nothing else is meant', (tag, reference) => {
  expect(tagReference(tag)).toBe(reference);
});
