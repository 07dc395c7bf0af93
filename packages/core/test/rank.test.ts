import { describe, expect, it } from 'vitest';
import { isBelowFraction, rankOf, shardOf } from '../src/finding/rank.js';

describe('the rank of an item', () => {
  it('is as the documentation says, and comes from its name', () => {
    const rank = '7bf28cfbe26b2a85eaf75ba88b4991b9232dbf7fdadf6e45ac160c099d5ade94';
    expect(rankOf('2026', { externalId: 'FRA', id: 'other' })).toBe(rank);
    expect(rankOf('2026', { id: 'FRA' })).toBe(rank);
  });

  it('is below a fraction when its number is below that part of the range', () => {
    const first = '0'.repeat(64);
    const middle = `8${'0'.repeat(63)}`;
    const beforeMiddle = `7${'f'.repeat(63)}`;
    const last = 'f'.repeat(64);
    const belowHalf = isBelowFraction(0.5);
    expect([first, beforeMiddle, middle, last].map(belowHalf)).toEqual([true, true, false, false]);
    expect([first, last].map(isBelowFraction(0))).toEqual([false, false]);
    expect([first, last].map(isBelowFraction(1))).toEqual([true, true]);
    expect([first, middle].map(isBelowFraction(Number.MIN_VALUE))).toEqual([true, false]);
  });

  it('puts it in the shard that is left after a division', () => {
    expect(shardOf('f'.repeat(64), 2)).toBe(1);
    expect(shardOf('f'.repeat(64), 1)).toBe(0);
    expect(shardOf(`${'0'.repeat(62)}0b`, 7)).toBe(4);
    expect(shardOf('f'.repeat(64), Number.MAX_SAFE_INTEGER)).toBe(
      Number((2n ** 256n - 1n) % BigInt(Number.MAX_SAFE_INTEGER)),
    );
  });
});
