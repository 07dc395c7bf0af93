import { sha256 } from '../json/canonical.js';
import type { DatasetItem } from '../storage/types.js';

/** The bits of a rank. */
const RANK_BITS = 256n;

/**
 * A place in the order of ranks: 64 hexadecimal digits, which sort as the numbers they stand for.
 */
export type Rank = string;

/**
 * The rank of an item: the SHA-256 of the seed, a zero byte, and the item's external id, or else
 * its id, as UTF-8. It depends on nothing else, so an item has it in every adapter and language,
 * and no other item changes it.
 */
export function rankOf(seed: string, { externalId, id }: Pick<DatasetItem, 'externalId' | 'id'>) {
  return sha256(`${seed}\0${externalId ?? id}`);
}

/** The number that a rank stands for. */
function toNumber(rank: Rank): bigint {
  return BigInt(`0x${rank}`);
}

/** Makes the test whether a rank is below a part of the range, from 0 for none to 1 for all. */
export function isBelowFraction(fraction: number): (rank: Rank) => boolean {
  // Multiplication by a power of two is exact, so the bound is exact, too.
  const bound = BigInt(Math.ceil(fraction * Number(1n << RANK_BITS)));
  return (rank) => toNumber(rank) < bound;
}

/** The shard of a rank: the remainder of its number divided by the number of shards. */
export function shardOf(rank: Rank, count: number): number {
  return Number(toNumber(rank) % BigInt(count));
}
