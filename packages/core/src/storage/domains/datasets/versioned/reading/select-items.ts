import {
  needsAllItems,
  selectedByRank,
  selectFrom,
  SelectionCollector,
  type OrderedPlace,
  type Selectable,
  type Selection,
} from '../../../../../finding/selection.js';
import type * as types from '../../../../types.js';
import { isEmptyFilter, itemMatcher, type NormalizedItemFilter } from '../../filter.js';
import type { DatasetsReads, ListPosition } from '../adapter/primitives.js';
import type { CommitRecord, ItemRecord } from '../adapter/records.js';
import { requireDataset } from './deleted-datasets.js';
import { toItem } from './results.js';
import { scanItems, scanRecords, type RunFetch } from './scan-items.js';

/** Which items of a snapshot are meant, and in which order. */
export interface ItemChoice {
  readonly filter: NormalizedItemFilter;
  readonly selection: Selection;
}

/** A choice, and how many items are fetched at a time. */
export interface ItemQuery extends ItemChoice {
  readonly batchSize: number;
  /** Starts right after this place, in an order by creation; absent for the beginning. */
  readonly after?: OrderedPlace;
}

/** Where items are read from. */
export interface SnapshotSource {
  readonly primitives: DatasetsReads;
  readonly commit: CommitRecord;
  readonly run: RunFetch;
}

/**
 * Gives the items that are meant, one by one. It has one batch in memory. When every match has to
 * be seen first, it also has about a line of text for each item of the result.
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
    const items = scanInOrder(scanItems, source, query);
    for await (const item of items) if (isSelected(item)) yield item;
  }
}

/** Where the items that are meant stand in their order, the first one first. */
export async function findPlaces(
  source: SnapshotSource,
  query: ItemQuery,
  onMatch: (item: types.DatasetItem) => void = () => undefined,
): Promise<OrderedPlace[]> {
  const { filter, selection } = query;
  const collector = new SelectionCollector(selection);
  const matches = itemMatcher(filter);
  // Places need no content, and most of the time of a scan goes into parsing it.
  const needsContent = !isEmptyFilter(filter);
  for await (const records of scanInOrder(scanRecords, source, query)) {
    for (const record of records) {
      if (!needsContent) {
        collector.add(withoutDocuments(record));
        continue;
      }
      const item = toItem(record);
      if (!matches(item)) continue;
      onMatch(item);
      collector.add(item);
    }
  }
  return collector.finish();
}

/** What a place is decided by. */
function withoutDocuments({ id, externalId, createdAt, updatedAt }: ItemRecord): Selectable {
  const times = { createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
  return externalId === null ? { id, ...times } : { id, externalId, ...times };
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

/** Whether the order is that of creation. */
export function isOldestFirst({ ordering }: Selection): boolean {
  return ordering.by === 'createdAt' && ordering.direction === 'asc';
}

/** A place in an order by creation. */
export function positionOf({ key, id }: OrderedPlace): ListPosition {
  return { createdAt: Number(key), id };
}

/** Scans what matches, in the order asked for where a scan can give it. */
function scanInOrder<Scan>(
  scan: (...request: Parameters<typeof scanRecords>) => Scan,
  { primitives, commit, run }: SnapshotSource,
  { filter, selection, batchSize, after }: ItemQuery,
): Scan {
  const order = isOldestFirst(selection) ? 'oldest' : 'newest';
  const start = after === undefined ? null : positionOf(after);
  return scan(primitives, commit, { order, batchSize, filter, after: start }, run);
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

/** Whether a choice is of every item. */
export function isWholeSnapshot({ filter, selection }: ItemChoice): boolean {
  return isEmptyFilter(filter) && selection.sample === null && selection.shard === null;
}

/** Chooses from records that are all in memory; they stay in their order. */
export function selectRecords(records: readonly ItemRecord[], choice: ItemChoice): ItemRecord[] {
  if (isWholeSnapshot(choice)) return [...records];
  const items = records.map(toItem).filter(itemMatcher(choice.filter));
  const chosen = new Set(selectFrom(items, choice.selection).map(({ id }) => id));
  return records.filter(({ id }) => chosen.has(id));
}
