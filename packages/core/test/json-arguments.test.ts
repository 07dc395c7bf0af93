import { describe, expect, it } from 'vitest';
import { jsonArgumentShapes, LIMITS, VersionedDatasetsStorage } from '../src/index.js';

const shapes = jsonArgumentShapes(LIMITS);

it('every method of the contract has a shape', () => {
  const others = ['constructor', 'init', 'close', 'dangerouslyClearAll', 'run', 'copyDatasetTo'];
  const methods = Object.getOwnPropertyNames(VersionedDatasetsStorage.prototype);
  expect([...Object.keys(shapes), ...others].sort()).toEqual(methods.sort());
});

describe('a version in JSON', () => {
  const versionOf = (version: unknown): unknown =>
    shapes.snapshotDigest.parse({ datasetId: 'a', version }).version;

  it.each([
    [3, 3],
    ['3', 3],
    ['tag:3', '3'],
    ['release', 'release'],
    ['tag:tag:x', 'tag:x'],
    ['99999999999999999999', '99999999999999999999'],
    ['2026-11-28', new Date('2026-11-28T00:00:00Z')],
    ['2026-11-28T10:00:00.001Z', new Date('2026-11-28T10:00:00.001Z')],
    ['2026-11-28T10:00+02:00', new Date('2026-11-28T08:00:00Z')],
    ['+275760-09-13T00:00:00.000Z', new Date(8.64e15)],
    ['2026-11-28T10:00:00', '2026-11-28T10:00:00'],
  ])('%j means %j', (text, version) => {
    expect(versionOf(text)).toStrictEqual(version);
  });

  it.each(['', 'tag:', -1, 1.5, null, true, '2026-13-01', {}])('%j means nothing', (text) => {
    expect(() => versionOf(text)).toThrow();
  });
});

it('a time in JSON has its zone', () => {
  const timeOf = (expectedUpdatedAt: unknown) =>
    shapes.updateDataset.parse({ id: 'a', expectedUpdatedAt }).expectedUpdatedAt;
  expect(timeOf('2026-11-28T10:00:00.001Z')).toStrictEqual(new Date('2026-11-28T10:00:00.001Z'));
  for (const text of ['2026-11-28T10:00:00', '2026-13-01', 'now', '', 0, null]) {
    expect(() => timeOf(text)).toThrow();
  }
});
