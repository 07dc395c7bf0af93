import type { itemArguments, versionArguments } from '../../../../arguments/index.js';
import { pageRange, paginationInfo } from '../../../pagination.js';
import type * as types from '../../../types.js';
import { collectDifferences } from '../differences.js';
import { requireDataset } from './deletion.js';
import { datasetNotFound } from './errors.js';
import type { RunFetch } from './item-reader.js';
import { toItem, toVersion } from './mapping.js';
import type { DatasetsPrimitives } from './primitives.js';
import type { CommitRecord, ItemStateRecord } from './records.js';
import { tagsByVersion } from './tags.js';
import { findCommit, resolveForRead, resolveTime } from './versions.js';

/** Lists a page of a dataset's commits. */
export async function listVersions(
  primitives: DatasetsPrimitives,
  { datasetId, pagination }: ReturnType<typeof versionArguments.list>,
): Promise<types.ListVersionsOutput> {
  const { offset, limit } = pageRange(pagination);
  const commits = await primitives.pageCommits(datasetId, { offset, limit });
  // Commits are numbered without gaps, so the page itself tells how many there were at its time.
  const [first = await findCommit(primitives, datasetId, undefined)] = commits;
  const total = first === null ? 0 : first.number + 1 + (commits.length > 0 ? offset : 0);
  const tags = await tagsByVersion(primitives, datasetId);
  return {
    versions: commits.map((commit) => toVersion(commit, tags.get(commit.version) ?? [])),
    pagination: paginationInfo(pagination, total),
  };
}

function compareNewestStateFirst(left: ItemStateRecord, right: ItemStateRecord): number {
  return right.item.version - left.item.version;
}

/** Gives every state of an item with its end, newest first. */
export async function itemHistory(
  primitives: DatasetsPrimitives,
  id: string,
): Promise<types.DatasetItemState[]> {
  const states = await primitives.findItemStates([id]);
  const starts = new Set(states.map(({ item }) => item.version));
  return states.sort(compareNewestStateFirst).map(({ item, validTo }) => ({
    item: toItem(item),
    validTo: validTo === null ? null : new Date(validTo),
    endedBy: validTo === null ? null : starts.has(validTo) ? 'update' : 'delete',
  }));
}

/** Gives the state of an item at a version, or `null`. */
export async function itemAtVersion(
  primitives: DatasetsPrimitives,
  id: string,
  version: types.VersionReference | undefined,
): Promise<types.DatasetItem | null> {
  if (version === undefined || version instanceof Date) {
    const [item] = await primitives.findItems([id], version?.getTime() ?? null);
    return item === undefined ? null : toItem(item);
  }
  const [state] = await primitives.findItemStates([id]);
  if (state === undefined) return null;
  const { datasetId } = state.item;
  const commit = await resolveForRead(primitives, datasetId, version);
  if (commit === null) return null;
  const [item] = await primitives.findItems([id], commit.version, datasetId);
  return item === undefined ? null : toItem(item);
}

/** Gives the item that has an external id at a version, or `null`. */
export async function itemByExternalId(
  primitives: DatasetsPrimitives,
  { datasetId, externalId, version }: ReturnType<typeof itemArguments.byExternalId>,
): Promise<types.DatasetItem | null> {
  const at = version === undefined ? null : await resolveTime(primitives, datasetId, version);
  if (version !== undefined && at === null) return null;
  const [item] = await primitives.findItemsByExternalId(datasetId, [externalId], at);
  return item === undefined ? null : toItem(item);
}

/** Compares two versions; costs the number of changes between them. */
export async function diffVersions(
  primitives: DatasetsPrimitives,
  { datasetId, ...ends }: ReturnType<typeof versionArguments.diff>,
  run: RunFetch,
): Promise<types.DatasetDiff> {
  const from = await timeOfEnd(primitives, datasetId, ends.from);
  const to = await timeOfEnd(primitives, datasetId, ends.to);
  const ids = await primitives.findChangedItemIds(
    datasetId,
    Math.min(from, to),
    Math.max(from, to),
  );
  await requireDataset(primitives, datasetId);
  const read = async (chunk: readonly string[]) => {
    const before = await primitives.findItems(chunk, from, datasetId);
    const after = await primitives.findItems(chunk, to, datasetId);
    const isWhole = Math.min(before.length, after.length) === chunk.length;
    if (!isWhole) await requireDataset(primitives, datasetId);
    return { before: before.map(toItem), after: after.map(toItem) };
  };
  return collectDifferences({ datasetId, from: new Date(from), to: new Date(to) }, ids, (chunk) =>
    run(() => read(chunk)),
  );
}

/** The commit's time; a date before the dataset's creation stands for the time of no items. */
async function timeOfEnd(
  primitives: DatasetsPrimitives,
  datasetId: string,
  version: types.VersionReference,
): Promise<number> {
  const commit: CommitRecord | null = await resolveForRead(primitives, datasetId, version);
  if (commit !== null) return commit.version;
  if (version instanceof Date) return version.getTime();
  throw datasetNotFound(datasetId);
}
