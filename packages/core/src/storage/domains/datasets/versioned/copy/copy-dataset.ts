import { DatasetsError } from '../../../../../errors.js';
import type * as types from '../../../../types.js';
import { isRefused } from '../adapter/refusals.js';
import { untilAccepted, type AttemptContext } from '../commits/attempts.js';
import { datasetNotFound } from '../errors.js';
import { readChangedItems, type ChangedItems } from './changed-items.js';
import { PurgeMarks } from './purge-marks.js';
import { compareCommit, sameCommit } from './comparison.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import {
  documentsOf,
  type CommitRecord,
  type DatasetRecord,
  type ItemRecord,
} from '../adapter/records.js';
import { readSnapshot } from '../reading/snapshots.js';

/** How often a copy starts over because the source changed while it was compared. */
const MAXIMUM_ROUNDS = 100;

/** Where a copy goes from and to. */
export interface CopyEnds {
  readonly source: DatasetsPrimitives;
  readonly target: DatasetsPrimitives;
}

/** What a copy needs beside its ends. */
export interface CopyRequest extends Omit<AttemptContext, 'primitives'> {
  readonly datasetId: string;
  readonly onProgress: (progress: types.CopyProgress) => void;
}

/**
 * Copies a dataset to another storage commit by commit, each in one commit of the same version, so
 * that an interrupted copy is a dataset at an earlier version and the next one goes on from there.
 * Then compares every item that any commit changed, as both storages give it at that commit.
 */
export async function copyDataset(
  ends: CopyEnds,
  request: CopyRequest,
): Promise<types.CopyDatasetOutput> {
  const { datasetId, onProgress } = request;
  let copied = 0;
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    await ends.source.refresh?.();
    await ends.target.refresh?.();
    const newest = await requireNewest(ends.source, datasetId);
    copied += await copyCommits(ends, newest, onProgress);
    await copyTags(ends, datasetId);
    await copyFields(ends, request);
    const difference = await findDifference(ends, newest, onProgress);
    // A purge of the source changes old versions, so what differs may just be out of date.
    const isCurrent = (await requireNewest(ends.source, datasetId)).version === newest.version;
    if (isCurrent && difference === null) {
      return { datasetId, version: new Date(newest.version), versions: newest.number + 1, copied };
    }
    if (isCurrent) throw copyDiffers(datasetId, difference);
  }
  throw new DatasetsError('STORAGE_BUSY', `The dataset ${datasetId} kept changing.`, {
    details: { datasetId },
  });
}

function copyDiffers(datasetId: string, number: number | null): DatasetsError {
  return new DatasetsError(
    'VERSION_CONFLICT',
    `The target has another dataset ${datasetId}: it differs at commit ${String(number)}.`,
    { details: { datasetId, number } },
  );
}

async function requireNewest(
  primitives: DatasetsPrimitives,
  datasetId: string,
): Promise<CommitRecord> {
  const commit = await primitives.findCommit(datasetId, { type: 'newest' });
  if (commit === null) throw datasetNotFound(datasetId);
  return commit;
}

async function requireNumber(
  primitives: DatasetsPrimitives,
  datasetId: string,
  number: number,
): Promise<CommitRecord> {
  const commit = await primitives.findCommit(datasetId, { type: 'number', number });
  if (commit === null) throw datasetNotFound(datasetId);
  return commit;
}

async function requireRecord(
  primitives: DatasetsPrimitives,
  datasetId: string,
): Promise<DatasetRecord> {
  const record = await primitives.findDataset(datasetId);
  if (record === null) throw datasetNotFound(datasetId);
  return record;
}

/** Copies the commits that the target lacks, and gives how many. */
async function copyCommits(
  ends: CopyEnds,
  newest: CommitRecord,
  onProgress: (progress: types.CopyProgress) => void,
): Promise<number> {
  const { source } = ends;
  const { datasetId } = newest;
  const { last, inserted } = await prepareTarget(ends, datasetId);
  if (last.number > newest.number) throw copyDiffers(datasetId, last.number);
  const marks = new PurgeMarks(source, datasetId);
  let previous = last;
  for (let number = last.number + 1; number <= newest.number; number += 1) {
    const commit = await requireNumber(source, datasetId, number);
    const changed = await readChangedItems(source, previous, commit);
    await copyCommit(ends, previous, { commit, changed, purges: await marks.of(commit) });
    onProgress({ phase: 'copy', number, total: newest.number });
    previous = commit;
  }
  return newest.number - last.number + inserted;
}

/** Finds where an earlier copy ended, or makes the dataset with its first commit. */
async function prepareTarget(
  { source, target }: CopyEnds,
  datasetId: string,
): Promise<{ last: CommitRecord; inserted: number }> {
  const last = await findLast({ source, target }, datasetId);
  if (last !== null) return { last, inserted: 0 };
  const record = await requireRecord(source, datasetId);
  const first = await requireNumber(source, datasetId, 0);
  const items = await readSnapshot(source, datasetId, first.version, 'oldest');
  const start = { ...record, version: first.version, versionNumber: 0 };
  const isNew = await target.insertDataset(start, items.map(toInsert), first);
  // Another copy may have been faster.
  return isNew ? { last: first, inserted: 1 } : prepareTarget({ source, target }, datasetId);
}

/** The newest commit of the target, as the source has it; `null` when the target has none. */
async function findLast({ source, target }: CopyEnds, datasetId: string) {
  const present = await target.findCommit(datasetId, { type: 'newest' });
  if (present === null) return null;
  const same = await source.findCommit(datasetId, { type: 'number', number: present.number });
  if (same === null || !sameCommit(same, present)) throw copyDiffers(datasetId, present.number);
  return same;
}

interface CopiedCommit {
  readonly commit: CommitRecord;
  readonly changed: ChangedItems;
  readonly purges: readonly string[];
}

async function copyCommit(
  { target }: CopyEnds,
  previous: CommitRecord,
  { commit, changed, purges }: CopiedCommit,
): Promise<void> {
  const { datasetId, version, author, message } = commit;
  const { before, after } = changed;
  const written = [...after.values()];
  const result = await target.commit({
    datasetId,
    now: () => version,
    expectedVersion: previous.version,
    schemaRevision: (await requireRecord(target, datasetId)).schemaRevision,
    kept: [],
    inserts: written.filter(({ id }) => !before.has(id)).map(toInsert),
    updates: written
      .filter(({ id }) => before.has(id))
      .map((item) => ({ id: item.id, ...documentsOf(item) })),
    deletes: [...before.keys()].filter((id) => !after.has(id)),
    purges,
    author,
    message,
  });
  if (!isRefused(result) && result.version === version) return;
  // Another copy may have been faster; what it wrote is compared like all else in the end.
  const twin = await target.findCommit(datasetId, { type: 'number', number: commit.number });
  if (twin?.version !== version) throw copyDiffers(datasetId, commit.number);
}

function toInsert(item: ItemRecord) {
  const { id, externalId, createdAt } = item;
  return { id, externalId, ...documentsOf(item), createdAt };
}

async function copyTags({ source, target }: CopyEnds, datasetId: string): Promise<void> {
  for (const { tag, version, createdAt } of await source.findTags(datasetId)) {
    await target.putTag({ datasetId, tag, version, createdAt }, true, null);
  }
}

/** Brings name, metadata and schemas up to date, which have no versions. */
async function copyFields({ source, target }: CopyEnds, request: CopyRequest): Promise<void> {
  const { datasetId } = request;
  await untilAccepted({ ...request, primitives: target }, datasetId, async () => {
    const record = await requireRecord(source, datasetId);
    const present = await requireRecord(target, datasetId);
    if (record.updatedAt === present.updatedAt) return present;
    const expected = { expectedUpdatedAt: present.updatedAt, expectedVersion: 'any' } as const;
    return target.updateDataset({ ...expected, record });
  });
}

/** The number of the first commit at which the two differ, or `null`. */
async function findDifference(
  { source, target }: CopyEnds,
  newest: CommitRecord,
  onProgress: (progress: types.CopyProgress) => void,
): Promise<number | null> {
  const { datasetId } = newest;
  let previous: CommitRecord | null = null;
  for (let number = 0; number <= newest.number; number += 1) {
    const commit = await requireNumber(source, datasetId, number);
    if (!(await compareCommit({ source, target }, previous, commit))) return number;
    onProgress({ phase: 'compare', number, total: newest.number });
    previous = commit;
  }
  return null;
}
