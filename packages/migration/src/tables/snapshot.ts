import { compareText, type ItemPageRequest } from '@mastra-datasets/core';
import type { DatasetIndex, KnownState } from './dataset-index.js';

/** Which part of a snapshot is asked for. */
type Range = Pick<ItemPageRequest, 'order' | 'after' | 'offset' | 'limit'>;

/** Orders the items of snapshots, and keeps the last order, as pages are fetched one after the other. */
export class Snapshots {
  #last: { index: DatasetIndex; number: number; oldestFirst: KnownState[] } | null = null;

  /** The states of a range of a snapshot, in order. */
  rangeOf(index: DatasetIndex, number: number, range: Range): KnownState[] {
    const { order, after, offset, limit } = range;
    const oldestFirst = this.#ordered(index, number);
    const states = order === 'oldest' ? oldestFirst : oldestFirst.toReversed();
    const sign = order === 'oldest' ? 1 : -1;
    const start = states.findIndex((state) => after === null || sign * compare(state, after) > 0);
    if (start === -1) return [];
    const end = limit === null ? undefined : start + offset + limit;
    return states.slice(start + offset, end);
  }

  #ordered(index: DatasetIndex, number: number): KnownState[] {
    const last = this.#last;
    if (last?.index === index && last.number === number) return last.oldestFirst;
    const oldestFirst = index.statesAt(number).sort(compare);
    this.#last = { index, number, oldestFirst };
    return oldestFirst;
  }
}

type Place = Pick<KnownState, 'createdAt' | 'id'>;

function compare(left: Place, right: Place): number {
  return left.createdAt - right.createdAt || compareText(left.id, right.id);
}
