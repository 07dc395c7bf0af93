import { describe, expect, it } from 'vitest';
import { CommitQueue } from '../src/storage/domains/datasets/versioned/calls/commit-queue.js';

async function groupsOf(calls: readonly (readonly string[] | null)[]): Promise<number[][]> {
  const groups: number[][] = [];
  const queue = new CommitQueue<number>((group) => {
    groups.push([...group]);
    return Promise.resolve();
  });
  calls.forEach((keys, index) => {
    queue.push({ call: index, keys, group: '', size: 0 });
  });
  await queue.drain();
  return groups;
}

describe('CommitQueue', () => {
  it('groups calls with different keys', async () => {
    expect(await groupsOf([['a'], ['b'], [], []])).toEqual([[0, 1, 2, 3]]);
  });

  it('keeps calls on one key apart and in order', async () => {
    expect(await groupsOf([['a'], ['a'], ['b'], ['a']])).toEqual([[0, 2], [1], [3]]);
  });

  it('lets no call overtake one that shares a key with it', async () => {
    expect(await groupsOf([['a'], ['a', 'b'], ['b']])).toEqual([[0], [1], [2]]);
  });

  it('runs a call without keys alone, after what came before and before what came after', async () => {
    expect(await groupsOf([['a'], ['b'], null, null, ['c'], ['d']])).toEqual([
      [0, 1],
      [2],
      [3],
      [4, 5],
    ]);
  });

  it('takes calls that arrive during a commit into the next', async () => {
    const groups: number[][] = [];
    const queue: CommitQueue<number> = new CommitQueue<number>((group) => {
      groups.push([...group]);
      if (groups.length === 1) {
        queue.push({ call: 2, keys: ['c'], group: '', size: 0 });
        queue.push({ call: 3, keys: ['d'], group: '', size: 0 });
      }
      return Promise.resolve();
    });
    queue.push({ call: 1, keys: ['a'], group: '', size: 0 });
    await queue.drain();
    expect(groups).toEqual([[1], [2, 3]]);
    expect(queue.idle).toBe(true);
  });

  it('gives the event loop a turn between groups', async () => {
    const turns: number[] = [];
    let turn = 0;
    const count = () => {
      turn += 1;
      if (turn < 100) setImmediate(count);
    };
    setImmediate(count);
    const queue = new CommitQueue<number>(() => {
      turns.push(turn);
      return Promise.resolve();
    });
    for (const call of [1, 2, 3]) queue.push({ call, keys: null, group: '', size: 0 });
    await queue.drain();
    expect(new Set(turns).size).toBe(3);
    turn = 100;
  });

  it('takes more calls at once than a stack could hold', async () => {
    const calls = Array.from({ length: 150_000 }, () => []);
    const groups = await groupsOf(calls);
    expect(groups.flat()).toHaveLength(calls.length);
    expect(Math.max(...groups.map((group) => group.length))).toBe(10_000);
  });

  it('bounds the text of a group, but not that of a single call', async () => {
    const groups: number[][] = [];
    const queue = new CommitQueue<number>((group) => {
      groups.push([...group]);
      return Promise.resolve();
    });
    for (const [call, size] of [10_000_000, 22_000_000, 1, 90_000_000, 1].entries()) {
      queue.push({ call, keys: [], group: '', size });
    }
    await queue.drain();
    expect(groups).toEqual([[0, 1], [2], [3], [4]]);
  });

  it('keeps the order of many calls on one key', async () => {
    const calls = Array.from({ length: 3_000 }, () => ['hot']);
    expect((await groupsOf(calls)).flat()).toEqual(calls.map((_, index) => index));
  });

  it('is not idle while calls wait for their first commit', () => {
    const queue = new CommitQueue<number>(() => Promise.resolve());
    expect(queue.idle).toBe(true);
    queue.push({ call: 1, keys: ['a'], group: '', size: 0 });
    expect(queue.idle).toBe(false);
  });
});
