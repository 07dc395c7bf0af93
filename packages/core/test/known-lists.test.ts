import { expect, it } from 'vitest';
import {
  KnownLists,
  MOST_KNOWN_IDS,
  type ListedIds,
} from '../src/storage/domains/datasets/versioned/reading/known-lists.js';

/** Finds a list of one id, and counts how often it had to. */
function finder(lists: KnownLists) {
  const counts: Record<string, number> = {};
  const get = (name: string, ids: ListedIds = [name]) =>
    lists.get(name, () => {
      counts[name] = (counts[name] ?? 0) + 1;
      return Promise.resolve(ids);
    });
  return { counts, get };
}

it('finds a list once, also for calls at the same time', async () => {
  const { counts, get } = finder(new KnownLists());
  expect(await Promise.all([get('a'), get('a'), get('b')])).toEqual([['a'], ['a'], ['b']]);
  expect(await get('a')).toEqual(['a']);
  expect(counts).toEqual({ a: 1, b: 1 });
});

it('keeps no failure', async () => {
  const lists = new KnownLists();
  await expect(lists.get('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(await lists.get('a', () => Promise.resolve(['1']))).toEqual(['1']);
});

it('forgets a list, but not its successor', async () => {
  const lists = new KnownLists();
  const { counts, get } = finder(lists);
  const first = get('a');
  await first;
  lists.forget('a', first);
  await get('a');
  lists.forget('a', first);
  await get('a');
  expect(counts).toEqual({ a: 2 });
});

it('makes room for the lists that are used', async () => {
  const { counts, get } = finder(new KnownLists());
  const third = Array.from({ length: Math.floor(MOST_KNOWN_IDS / 3) }, () => 'id');
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await get(name, third);
  expect(counts).toEqual({ a: 1, b: 2, c: 1 });
});
