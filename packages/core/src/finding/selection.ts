import { compareText } from '../storage/domains/datasets/order.js';
import type { DatasetItem } from '../storage/types.js';
import { isBelowFraction, rankOf, shardOf } from './rank.js';

/** A sample: the items of the lowest ranks. It is a number of items, or a part from 0 to 1. */
type Sample =
  | { readonly seed: string; readonly size: number }
  | { readonly seed: string; readonly fraction: number };

/** One of `count` parts of a dataset that have no item in common. */
interface Shard {
  readonly seed: string;
  readonly count: number;
  readonly index: number;
}

/** An order of items; ties are broken by their ids, in the same direction. */
export type Ordering =
  | { readonly by: 'createdAt' | 'updatedAt'; readonly direction: 'asc' | 'desc' }
  | { readonly by: 'rank'; readonly seed: string };

/** Which of the items that match a filter are meant, and in which order. */
export interface Selection {
  readonly sample: Sample | null;
  /** Taken from the sample, where there is one. */
  readonly shard: Shard | null;
  readonly ordering: Ordering;
}

/** What an order is decided by: a time in milliseconds since the Unix epoch, or a rank. */
type OrderKey = number | string;

/** Where an item stands in an order. */
export interface OrderedPlace {
  readonly key: OrderKey;
  readonly id: string;
}

/** What a selection needs to know of an item. */
export type Selectable = Pick<DatasetItem, 'id' | 'externalId' | 'createdAt' | 'updatedAt'>;

/** Where an item stands in an order. */
export function placeOf(ordering: Ordering, item: Selectable): OrderedPlace {
  const key = ordering.by === 'rank' ? rankOf(ordering.seed, item) : item[ordering.by].getTime();
  return { key, id: item.id };
}

/** Compares two places of one order. */
export function comparePlaces(ordering: Ordering, left: OrderedPlace, right: OrderedPlace) {
  const ascending = compareKeys(left.key, right.key) || compareText(left.id, right.id);
  return ordering.by !== 'rank' && ordering.direction === 'desc' ? -ascending : ascending;
}

function compareKeys(left: OrderKey, right: OrderKey): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Makes the test whether the rank of an item allows it in a selection, whatever others there are.
 */
export function selectedByRank({ sample, shard }: Selection): (item: Selectable) => boolean {
  const inSample =
    sample !== null && 'fraction' in sample ? isBelowFraction(sample.fraction) : null;
  return (item) =>
    (inSample === null || sample === null || inSample(rankOf(sample.seed, item))) &&
    (shard === null || isInShard(shard, item));
}

function isInShard({ seed, count, index }: Shard, item: Selectable): boolean {
  return shardOf(rankOf(seed, item), count) === index;
}

/** Whether all items have to be seen first: for a sample by number, or for another order. */
export function needsAllItems({ sample, ordering }: Selection): boolean {
  return ordering.by !== 'createdAt' || (sample !== null && 'size' in sample);
}

interface Candidate {
  readonly rank: string;
  readonly place: OrderedPlace;
  readonly isInShard: boolean;
}

/** Collects the places of the selected items. It has about a line of text for each in memory. */
export class SelectionCollector {
  readonly #selection: Selection;
  readonly #isSelected: (item: Selectable) => boolean;
  #candidates: Candidate[] = [];

  constructor(selection: Selection) {
    this.#selection = selection;
    const { sample } = selection;
    // A shard is a part of the sample, so the sample has to be complete first.
    this.#isSelected = sample !== null && 'size' in sample ? () => true : selectedByRank(selection);
  }

  add(item: Selectable): void {
    if (!this.#isSelected(item)) return;
    const { sample, shard, ordering } = this.#selection;
    const place = placeOf(ordering, item);
    if (sample === null || !('size' in sample)) {
      this.#candidates.push({ rank: '', place, isInShard: true });
      return;
    }
    this.#candidates.push({
      rank: rankOf(sample.seed, item),
      place,
      isInShard: shard === null || isInShard(shard, item),
    });
    // Sorting now and then keeps the memory in proportion to the sample, not to all items.
    if (this.#candidates.length >= 2 * sample.size + 1_000) this.#keepLowest(sample.size);
  }

  /** The places of the selected items, in their order. */
  finish(): OrderedPlace[] {
    const { sample, ordering } = this.#selection;
    if (sample !== null && 'size' in sample) this.#keepLowest(sample.size);
    return this.#candidates
      .filter((candidate) => candidate.isInShard)
      .map(({ place }) => place)
      .sort((left, right) => comparePlaces(ordering, left, right));
  }

  #keepLowest(size: number): void {
    this.#candidates.sort(
      (left, right) =>
        compareText(left.rank, right.rank) || compareText(left.place.id, right.place.id),
    );
    this.#candidates.length = Math.min(this.#candidates.length, size);
  }
}

/** Selects from items that are all in memory. */
export function selectFrom(items: readonly DatasetItem[], selection: Selection): DatasetItem[] {
  const collector = new SelectionCollector(selection);
  for (const item of items) collector.add(item);
  const byId = new Map(items.map((item) => [item.id, item]));
  return collector.finish().flatMap(({ id }) => byId.get(id) ?? []);
}
