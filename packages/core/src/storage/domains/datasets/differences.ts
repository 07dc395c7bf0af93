import type * as types from '../../types.js';
import { equalContent } from './content.js';

/** How many items a comparison holds in memory at a time. */
const CHUNK_LENGTH = 500;

/** The states of some items at both ends of a comparison; absent where there was none. */
interface StatesAtBothEnds {
  readonly before: readonly types.DatasetItem[];
  readonly after: readonly types.DatasetItem[];
}

type ReadStates = (ids: readonly string[]) => Promise<StatesAtBothEnds>;

function compareStates(
  id: string,
  before: types.DatasetItem | null,
  after: types.DatasetItem | null,
): types.DatasetItemDifference | null {
  if (before === null) return after === null ? null : { type: 'added', id, before, after };
  if (after === null) return { type: 'deleted', id, before, after };
  return equalContent(before, after) ? null : { type: 'updated', id, before, after };
}

async function* readDifferences(
  ids: readonly string[],
  read: ReadStates,
): AsyncGenerator<types.DatasetItemDifference, void, undefined> {
  for (let start = 0; start < ids.length; start += CHUNK_LENGTH) {
    const chunk = ids.slice(start, start + CHUNK_LENGTH);
    const states = await read(chunk);
    const before = new Map(states.before.map((item) => [item.id, item]));
    const after = new Map(states.after.map((item) => [item.id, item]));
    for (const id of chunk) {
      const difference = compareStates(id, before.get(id) ?? null, after.get(id) ?? null);
      if (difference !== null) yield difference;
    }
  }
}

/**
 * Compares the states of items at two versions. `ids` names every item that may differ; an item
 * whose content is equal at both ends, such as one changed and changed back, is no difference.
 */
export async function collectDifferences(
  ends: Pick<types.DatasetDiff, 'datasetId' | 'from' | 'to'>,
  ids: readonly string[],
  read: ReadStates,
): Promise<types.DatasetDiff> {
  const summary = { added: 0, updated: 0, deleted: 0 };
  for await (const { type } of readDifferences(ids, read)) summary[type] += 1;
  return {
    ...ends,
    summary,
    [Symbol.asyncIterator]: () => readDifferences(ids, read),
  };
}
