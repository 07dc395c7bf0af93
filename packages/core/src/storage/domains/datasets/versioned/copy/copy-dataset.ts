import { DatasetsError } from '../../../../../errors.js';
import { writingOften } from '../../../../../failures.js';
import { nextTurn } from '../../../../../turn.js';
import type * as types from '../../../../types.js';
import { isRefused } from '../adapter/refusals.js';
import { untilAccepted, type AttemptContext } from '../commits/attempts.js';
import { datasetNotFound } from '../errors.js';
import { readChangedItems, toInsert, toUpdate } from './changed-items.js';
import type { ChangedItems, CopiedStep } from './changed-items.js';
import type { CopyEnds } from './copy-ends.js';
import { carryPurges } from './carried-purges.js';
import { PurgeMarks } from './purge-marks.js';
import { compareCommit, compareCopy, comparePurged, sameCommit } from './comparison.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord, DatasetRecord } from '../adapter/records.js';
import { readSnapshot } from '../reading/snapshots.js';

/** What a copy needs beside its ends. */
export interface CopyRequest extends Omit<AttemptContext, 'primitives'> {
  readonly datasetId: string;
  readonly onProgress: (progress: types.CopyProgress) => void;
}

/**
 * Copies a dataset to another storage commit by commit, each in one commit of the same version, so
 * that an interrupted copy is a dataset at an earlier version and the next one goes on from there.
 * Every item that a commit changed is compared as both storages give it at that commit: what is
 * copied right after it was written, and what the target had before afterwards. It ends with the
 * version that was the newest when it began, however much others write meanwhile.
 */
export function copyDataset(
  ends: Omit<CopyEnds, 'noteWrite'>,
  request: CopyRequest,
): Promise<types.CopyDatasetOutput> {
  return writingOften((noteWrite) => copyAndCompare({ ...ends, noteWrite }, request));
}

async function copyAndCompare(
  ends: CopyEnds,
  request: CopyRequest,
): Promise<types.CopyDatasetOutput> {
  const { datasetId, onProgress } = request;
  await ends.source.refresh?.();
  await ends.target.refresh?.();
  const newest = await requireNewest(ends.source, datasetId);
  const { had, copied } = await copyCommits(ends, newest, onProgress);
  await copyTags(ends, newest);
  await copyFields(ends, request);
  for await (const { previous, commit } of commitsUpTo(ends.source, datasetId, had)) {
    const isSame = await compareCommit(ends, { previous, commit, newest });
    if (!isSame) throw copyDiffers(datasetId, commit.number);
    onProgress({ phase: 'compare', number: commit.number, total: had });
  }
  return { datasetId, version: new Date(newest.version), versions: newest.number + 1, copied };
}

function copyDiffers(datasetId: string, number: number): DatasetsError {
  return new DatasetsError(
    'VERSION_CONFLICT',
    `The target has another dataset ${datasetId}: it differs at commit ${number}.`,
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

/** Copies the commits that the target lacks; gives how many, and the number of the last it had. */
async function copyCommits(
  ends: CopyEnds,
  newest: CommitRecord,
  onProgress: (progress: types.CopyProgress) => void,
): Promise<{ had: number; copied: number }> {
  const { source } = ends;
  const { datasetId } = newest;
  const { last, inserted } = await prepareTarget(ends, datasetId);
  const marks = new PurgeMarks(source, datasetId);
  const purged = new Set<string>();
  let previous = last;
  for (let number = last.number + 1; number <= newest.number; number += 1) {
    const commit = await requireNumber(source, datasetId, number);
    for (const id of await copyStep(ends, { previous, commit, newest }, marks)) purged.add(id);
    onProgress({ phase: 'copy', number, total: newest.number });
    previous = commit;
    // Local drivers release the memory of their statements only when the event loop goes round.
    await nextTurn();
  }
  await carryPurges(ends, newest);
  if (!(await comparePurged(ends, newest, [...purged])))
    throw copyDiffers(datasetId, newest.number);
  const had = Math.min(last.number, newest.number);
  return { had, copied: Math.max(newest.number - last.number, 0) + inserted };
}

/** Gives the commits up to a number, each with the one before it. */
async function* commitsUpTo(
  source: DatasetsPrimitives,
  datasetId: string,
  last: number,
): AsyncGenerator<{ previous: CommitRecord | null; commit: CommitRecord }, void, undefined> {
  let previous: CommitRecord | null = null;
  for (let number = 0; number <= last; number += 1) {
    const commit = await requireNumber(source, datasetId, number);
    yield { previous, commit };
    previous = commit;
  }
}

/** Finds where an earlier copy ended, or makes the dataset with its first commit. */
async function prepareTarget(
  ends: CopyEnds,
  datasetId: string,
): Promise<{ last: CommitRecord; inserted: number }> {
  const { source, target, noteWrite } = ends;
  const last = await findLast(ends, datasetId);
  if (last !== null) return { last, inserted: 0 };
  const record = await requireRecord(source, datasetId);
  const first = await requireNumber(source, datasetId, 0);
  const items = await readSnapshot(source, datasetId, first.version, 'oldest');
  const start = { ...record, version: first.version, versionNumber: 0 };
  const isNew = await target.insertDataset(start, items.map(toInsert), first);
  // Another copy may have been faster.
  if (!isNew) return prepareTarget(ends, datasetId);
  noteWrite();
  return { last: first, inserted: 1 };
}

/** The newest commit of the target, as the source has it; `null` when the target has none. */
async function findLast({ source, target }: CopyEnds, datasetId: string) {
  const present = await target.findCommit(datasetId, { type: 'newest' });
  if (present === null) return null;
  const same = await source.findCommit(datasetId, { type: 'number', number: present.number });
  if (same === null || !sameCommit(same, present)) throw copyDiffers(datasetId, present.number);
  return same;
}

/** Copies a commit, and gives the ids that it purged. It lets go of all that it has read. */
async function copyStep(
  ends: CopyEnds,
  step: CopiedStep,
  marks: PurgeMarks,
): Promise<readonly string[]> {
  const changed = await readChangedItems(ends.source, step);
  const purges = await marks.of(step.commit);
  const { datasetId, number } = step.commit;
  if (!changed.isIntact) throw copyDiffers(datasetId, number);
  await writeStep(ends, step, changed, purges);
  if (!(await compareCopy(ends.target, step, changed))) throw copyDiffers(datasetId, number);
  return purges;
}

async function writeStep(
  { target, noteWrite }: CopyEnds,
  { previous, commit }: CopiedStep,
  { written, deleted, before }: ChangedItems,
  purges: readonly string[],
): Promise<void> {
  const { datasetId, version, author, message } = commit;
  const result = await target.commit({
    datasetId,
    now: () => version,
    expectedVersion: previous.version,
    schemaRevision: (await requireRecord(target, datasetId)).schemaRevision,
    kept: [],
    inserts: before.size === 0 ? written : written.filter(({ id }) => !before.has(id)),
    updates: written.filter(({ id }) => before.has(id)).map(toUpdate),
    deletes: deleted,
    checksIdentities: false,
    purges,
    author,
    message,
    returnsUpdated: false,
    isContended: false,
  });
  if (!isRefused(result)) noteWrite();
  if (!isRefused(result) && result.version === version) return;
  // Another copy may have been faster; what it wrote is compared like all else in the end.
  const twin = await target.findCommit(datasetId, { type: 'number', number: commit.number });
  if (twin?.version !== version) throw copyDiffers(datasetId, commit.number);
}

async function copyTags(
  { source, target, noteWrite }: CopyEnds,
  newest: CommitRecord,
): Promise<void> {
  const { datasetId } = newest;
  for (const { tag, version, createdAt } of await source.findTags(datasetId)) {
    // What came since the copy began comes with the next one.
    if (version > newest.version) continue;
    await target.putTag({ datasetId, tag, version, createdAt }, true, null);
    noteWrite();
  }
}

/** Brings name, metadata and schemas up to date, which have no versions. */
async function copyFields(
  { source, target, noteWrite }: CopyEnds,
  request: CopyRequest,
): Promise<void> {
  const { datasetId } = request;
  await untilAccepted({ ...request, primitives: target }, datasetId, async () => {
    const record = await requireRecord(source, datasetId);
    const present = await requireRecord(target, datasetId);
    if (record.updatedAt === present.updatedAt) return present;
    const expected = { expectedUpdatedAt: present.updatedAt, expectedVersion: 'any' } as const;
    const answer = await target.updateDataset({ ...expected, record });
    if (!isRefused(answer)) noteWrite();
    return answer;
  });
}
