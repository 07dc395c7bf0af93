import { describe, expect, it } from 'vitest';
import type { Mutation } from '../src/storage/domains/datasets/versioned/commits/mutations.js';
import {
  WriteQueue,
  type Waiting,
} from '../src/storage/domains/datasets/versioned/calls/write-queue.js';

function mutation(message: string, groupable = true): Mutation {
  return {
    ...{ datasetId: 'dataset', changes: [], path: 'changes', expectedVersion: null },
    ...{ author: null, message, groupable, resolve: () => undefined, reject: () => undefined },
  };
}

function groupable(message: string, size = 0): Waiting {
  return { type: 'mutation', mutation: mutation(message), size };
}

function alone(message: string): Waiting {
  return { type: 'mutation', mutation: mutation(message, false), size: 0 };
}

const messagesOf = (group: readonly Mutation[]) => group.map(({ message }) => message);

async function groupsOf(waiting: readonly Waiting[]): Promise<(string | null)[][]> {
  const groups: (string | null)[][] = [];
  const queue = new WriteQueue((group) => {
    groups.push(messagesOf(group));
    return Promise.resolve();
  });
  for (const call of waiting) queue.push(call);
  await queue.drain();
  return groups;
}

describe('WriteQueue', () => {
  it('groups what is in flight together', async () => {
    expect(await groupsOf(['a', 'b', 'c'].map((name) => groupable(name)))).toEqual([
      ['a', 'b', 'c'],
    ]);
  });

  it('lets what shares no commit come alone, in its turn', async () => {
    const calls = [groupable('a'), groupable('b'), alone('c'), alone('d'), groupable('e')];
    expect(await groupsOf(calls)).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
  });

  it('runs work between what came before it and what came after', async () => {
    const groups: unknown[] = [];
    const queue = new WriteQueue((group) => {
      groups.push(messagesOf(group));
      return Promise.resolve();
    });
    const work = () => {
      groups.push('work');
      return Promise.resolve();
    };
    for (const waiting of [groupable('a'), { type: 'work', work } as const, groupable('b')]) {
      queue.push(waiting);
    }
    await queue.drain();
    expect(groups).toEqual([['a'], 'work', ['b']]);
  });

  it('takes calls that arrive during a commit into the next', async () => {
    const groups: unknown[] = [];
    const queue: WriteQueue = new WriteQueue((group) => {
      groups.push(messagesOf(group));
      if (groups.length === 1) {
        queue.push(groupable('b'));
        queue.push(groupable('c'));
      }
      return Promise.resolve();
    });
    queue.push(groupable('a'));
    await queue.drain();
    expect(groups).toEqual([['a'], ['b', 'c']]);
    expect(queue.isIdle).toBe(true);
  });

  it('gives the event loop a turn between groups', async () => {
    const turns: number[] = [];
    let turn = 0;
    const count = () => {
      turn += 1;
      if (turn < 100) setImmediate(count);
    };
    setImmediate(count);
    const queue = new WriteQueue(() => {
      turns.push(turn);
      return Promise.resolve();
    });
    for (const name of ['a', 'b', 'c']) queue.push(alone(name));
    await queue.drain();
    expect(new Set(turns).size).toBe(3);
    turn = 100;
  });

  it('takes more calls at once than a stack could hold', async () => {
    const calls = Array.from({ length: 150_000 }, (_, index) => groupable(String(index)));
    const groups = await groupsOf(calls);
    expect(groups.flat()).toHaveLength(calls.length);
    expect(Math.max(...groups.map((group) => group.length))).toBe(10_000);
  });

  it('bounds the text of a group, but not that of a single call', async () => {
    const sizes = [10_000_000, 22_000_000, 1, 90_000_000, 1];
    const calls = sizes.map((size, index) => groupable(String(index), size));
    expect(await groupsOf(calls)).toEqual([['0', '1'], ['2'], ['3'], ['4']]);
  });

  it('is not idle while calls wait for their first commit', () => {
    const queue = new WriteQueue(() => Promise.resolve());
    expect(queue.isIdle).toBe(true);
    queue.push(groupable('a'));
    expect(queue.isIdle).toBe(false);
  });
});
