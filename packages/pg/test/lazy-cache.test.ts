import type * as Original from 'lru-cache';
import { expect, it, vi } from 'vitest';
import { DatasetsPG } from '../src/index.js';
import { LazyCache } from '../src/lazy-cache.js';

/** For how many values room was made. */
const rooms = vi.hoisted((): number[] => []);

vi.mock('lru-cache', async (importOriginal) => {
  const { LRUCache } = await importOriginal<typeof Original>();
  return {
    LRUCache: class extends LRUCache<string, object | string> {
      constructor(options: { readonly max: number }) {
        super(options);
        rooms.push(options.max);
      }
    },
  };
});

it('makes no room before there is something to remember', () => {
  const cache = new LazyCache<string>(17);
  expect(cache.get('a')).toBeUndefined();
  expect(cache.has('a')).toBe(false);
  expect(rooms).not.toContain(17);
  cache.set('a', '1');
  cache.set('b', '2');
  expect(rooms.filter((room) => room === 17)).toEqual([17]);
});

it('remembers those that were asked for last', () => {
  const cache = new LazyCache<string>(2);
  cache.set('a', '1');
  cache.set('b', '2');
  expect(cache.get('a')).toBe('1');
  cache.set('c', '3');
  expect(['a', 'b', 'c'].map((key) => cache.has(key))).toEqual([true, false, true]);
});

it('is all that a new storage has, so that none waits for room that it may never need', async () => {
  rooms.length = 0;
  const storage = new DatasetsPG({ connectionString: 'postgres://127.0.0.1:1/nowhere' });
  await storage.close();
  expect(rooms.filter((room) => room > 1000)).toEqual([]);
});
