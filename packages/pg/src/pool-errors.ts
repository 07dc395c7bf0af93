import type { PostgresPool } from './options.js';

/** How many storages use each pool; one listener serves them all, as Node warns of more than ten. */
const users = new WeakMap<PostgresPool, number>();

function ignore(): void {
  // A connection that breaks while nobody uses it is replaced by the pool.
}

/** Hears what a pool tells of broken connections, which unheard would end the process. */
export function listenToErrors(pool: PostgresPool): void {
  const count = users.get(pool) ?? 0;
  users.set(pool, count + 1);
  if (count === 0) pool.on?.('error', ignore);
}

/** Stops to hear a pool that no storage uses any more. */
export function stopListening(pool: PostgresPool): void {
  const count = users.get(pool) ?? 0;
  users.set(pool, Math.max(0, count - 1));
  if (count === 1) pool.off?.('error', ignore);
}
