import { describe, expect, it } from 'vitest';
import type { Row } from '../src/results.js';
import { judge } from '../src/targets.js';

function row(ratios: Pick<Row, 'fasterThanPeer' | 'slowerThanLimit'>): Row {
  const figure = { median: 1, commitWait: 0, operations: 1, samples: [1] };
  return {
    store: 'file',
    work: 'pointRead',
    size: 10_000,
    ours: figure,
    peer: figure,
    lance: null,
    fasterThanLance: null,
    limit: figure,
    ...ratios,
  };
}

describe('targets', () => {
  it.each([
    [40, 'pass'],
    [39.9, 'miss'],
    [null, 'not measured'],
  ])('a point read that is %s times faster than the peer: %s', (fasterThanPeer, outcome) => {
    const rows = [row({ fasterThanPeer, slowerThanLimit: null })];
    const target = judge({ rows, costs: [], growth: [], commitsPerSecond: [] }).find(({ what }) =>
      what.includes('the peer: point read, 10,000'),
    );
    expect(target).toMatchObject({ measured: fasterThanPeer, outcome });
  });

  it.each([
    [2.5, 'pass'],
    [2.51, 'miss'],
  ])('a point read that costs %s times the limit: %s', (slowerThanLimit, outcome) => {
    const rows = [row({ fasterThanPeer: null, slowerThanLimit })];
    const targets = judge({ rows, costs: [], growth: [], commitsPerSecond: [] });
    expect(targets).toContainEqual({
      what: 'file against better-sqlite3: point read, 10,000 items',
      wanted: 'at most 2.5 times',
      measured: slowerThanLimit,
      outcome,
    });
  });
});
