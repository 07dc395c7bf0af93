import { describe, expect, it } from 'vitest';
import { CommitQueue } from '../src/storage/domains/datasets/versioned/commit-queue.js';

async function groupsOf(calls: readonly (readonly string[] | null)[]): Promise<number[][]> {
  const groups: number[][] = [];
  const queue = new CommitQueue<number>((group) => {
    groups.push([...group]);
    return Promise.resolve();
  });
  calls.forEach((keys, index) => {
    queue.push(index, keys);
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
        queue.push(2, ['c']);
        queue.push(3, ['d']);
      }
      return Promise.resolve();
    });
    queue.push(1, ['a']);
    await queue.drain();
    expect(groups).toEqual([[1], [2, 3]]);
    expect(queue.idle).toBe(true);
  });
});
