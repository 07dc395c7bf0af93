import {
  needsAllItems,
  selectedByRank,
  selectFrom,
  SelectionCollector,
  type OrderedPlace,
  type Selection,
} from '../../../../../finding/selection.js';
import type * as types from '../../../../types.js';
import { itemMatcher, type NormalizedItemFilter } from '../../filter.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';
import { requireDataset } from './deleted-datasets.js';
import { toItem } from './results.js';
import { scanItems, type RunFetch } from './scan-items.js';

/** Which items of a snapshot are meant, in which order, and how many are fetched at a time. */
export interface ItemQuery {
  readonly filter: NormalizedItemFilter;
  readonly selection: Selection;
  readonly batchSize: number;
}

/** Where items are read from. */
export interface SnapshotSource {
  readonly primitives: DatasetsPrimitives;
  readonly commit: CommitRecord;
  readonly run: RunFetch;
}

/**
 * Gives the items that are meant, one by one. Takes the memory of one batch, and that of a line for
 * each item of the result where all of them have to be seen first.
 */
export async function* selectItems(
  source: SnapshotSource,
  query: ItemQuery,
): AsyncGenerator<types.DatasetItem, void, undefined> {
  const { filter, selection, batchSize } = query;
  if (filter.ids !== undefined) {
    yield* await selectById(source, filter.ids, query);
  } else if (needsAllItems(selection)) {
    const places = await findPlaces(source, query);
    for (let start = 0; start < places.length; start += batchSize) {
      yield* await readPlaces(source, places.slice(start, start + batchSize));
    }
  } else {
    const isSelected = selectedByRank(selection);
    for await (const item of scanInOrder(source, query)) if (isSelected(item)) yield item;
  }
}

/** Where the items that are meant stand in their order, the first one first. */
export async function findPlaces(
  source: SnapshotSource,
  query: ItemQuery,
): Promise<OrderedPlace[]> {
  const collector = new SelectionCollector(query.selection);
  for await (const item of scanInOrder(source, query)) collector.add(item);
  return collector.finish();
}

/** Gives the items of some places in the same order. */
export async function readPlaces(
  { primitives, commit, run }: SnapshotSource,
  places: readonly OrderedPlace[],
): Promise<types.DatasetItem[]> {
  const { datasetId, version } = commit;
  const ids = places.map(({ id }) => id);
  const records = await run(() => primitives.findItems(ids, version, datasetId));
  if (records.length < ids.length) await run(() => requireDataset(primitives, datasetId));
  const byId = new Map(records.map((record) => [record.id, record]));
  return ids.flatMap((id) => {
    const record = byId.get(id);
    return record === undefined ? [] : toItem(record);
  });
}

/** Scans what matches, in the order asked for where a scan can give it. */
function scanInOrder({ primitives, commit, run }: SnapshotSource, query: ItemQuery) {
  const { filter, selection, batchSize } = query;
  const { ordering } = selection;
  const isOldestFirst = ordering.by === 'createdAt' && ordering.direction === 'asc';
  const order = isOldestFirst ? 'oldest' : 'newest';
  return scanItems(primitives, commit, { order, batchSize, filter }, run);
}

/** The items that are meant where the filter names them by id. */
async function selectById(
  { primitives, commit, run }: SnapshotSource,
  given: readonly string[],
  { filter, selection }: ItemQuery,
): Promise<types.DatasetItem[]> {
  const { datasetId, version } = commit;
  const ids = [...new Set(given)];
  const records = await run(() => primitives.findItems(ids, version, datasetId));
  if (records.length < ids.length) await run(() => requireDataset(primitives, datasetId));
  const items = records
    .filter((record) => record.datasetId === datasetId)
    .map(toItem)
    .filter(itemMatcher(filter));
  return selectFrom(items, selection);
}
