import type { DatasetsError } from '../../../../../errors.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { DatasetRecord, ItemRecord } from '../adapter/records.js';
import type { CommitRefused } from '../adapter/refusals.js';
import type { StorageContext } from '../context.js';
import {
  itemConflict,
  itemDatasetMismatch,
  itemNotFound,
  itemPurged,
  versionConflict,
} from '../errors.js';
import type { Attempts } from './attempts.js';
import { conditionOf, isExpected } from './expected-items.js';
import type { Change, Mutation } from './mutations.js';

/** A commit that was refused. */
export interface RefusedCommit {
  readonly datasetId: string;
  readonly mutations: readonly Mutation[];
  /** The time of the version that the only mutation expected; `null` when it expected none. */
  readonly expectedVersion: number | null;
  readonly refusal: CommitRefused;
}

/** Gives the error for a mutation; `null` when nothing is wrong with it. */
type Judge = (mutation: Mutation) => DatasetsError | null;

/**
 * Rejects the mutations that caused the refusal of a commit, and gives the others. When no mutation
 * caused it, the data has changed meanwhile, and all can be tried again.
 */
export async function rejectCulprits(
  context: StorageContext,
  attempts: Attempts,
  commit: RefusedCommit,
): Promise<readonly Mutation[]> {
  const { primitives, schemas } = context;
  const { datasetId, mutations, refusal } = commit;
  await attempts.refresh();
  const error = await attempts.finalError(primitives, refusal);
  if (error !== null) {
    for (const mutation of mutations) mutation.reject(error);
    return [];
  }
  const dataset = await primitives.findDataset(datasetId);
  // It was there a moment ago. The next try finds out that it is gone.
  if (dataset === null) return mutations;
  attempts.saw(dataset.version);
  schemas.remember(dataset);
  const judge = await judgeFor(primitives, dataset, commit);
  return mutations.filter((mutation) => {
    const problem = judge(mutation);
    if (problem !== null) mutation.reject(problem);
    return problem === null;
  });
}

/** Reads what is needed to find the mutations that caused a refusal. */
async function judgeFor(
  primitives: DatasetsPrimitives,
  dataset: DatasetRecord,
  { mutations, expectedVersion, refusal }: RefusedCommit,
): Promise<Judge> {
  const changes = mutations.flatMap((mutation) => mutation.changes);
  switch (refusal.refused) {
    case 'version':
      return (mutation) => problemOfVersion(mutation, dataset, expectedVersion);
    case 'items': {
      const items = await findAnywhere(primitives, dataset.id, changes.flatMap(existingId));
      return judgeByItems(dataset, items, problemOfItem);
    }
    case 'purged': {
      const items = await primitives.findItems(changes.flatMap(existingId), null, dataset.id);
      return judgeByItems(dataset, items, problemOfPurge);
    }
    case 'kept': {
      const items = await primitives.findItems(changes.flatMap(existingId), null, dataset.id);
      return judgeByItems(dataset, items, problemOfState);
    }
    default:
      return () => null;
  }
}

/** Gives the error for a change, judged by the items that were read; `null` when it is right. */
type ItemProblem = (
  change: Change,
  dataset: DatasetRecord,
  itemsById: ReadonlyMap<string, ItemRecord>,
) => DatasetsError | null;

function judgeByItems(
  dataset: DatasetRecord,
  items: readonly ItemRecord[],
  problemOf: ItemProblem,
): Judge {
  const itemsById = new Map(items.map((item) => [item.id, item]));
  return (mutation) => firstProblem(mutation, (change) => problemOf(change, dataset, itemsById));
}

function firstProblem(
  { changes }: Mutation,
  problemOf: (change: Change) => DatasetsError | null,
): DatasetsError | null {
  for (const change of changes) {
    const problem = problemOf(change);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOfVersion(
  mutation: Mutation,
  { id, version }: DatasetRecord,
  expectedVersion: number | null,
): DatasetsError | null {
  // The dataset may come from a copy that is behind, where the expected version is still the
  // newest.
  if (mutation.expectedVersion === null || expectedVersion === version) return null;
  return versionConflict(id, mutation.expectedVersion, version);
}

function problemOfItem(
  change: Change,
  dataset: DatasetRecord,
  itemsById: ReadonlyMap<string, ItemRecord>,
): DatasetsError | null {
  const [id] = existingId(change);
  if (id === undefined) return null;
  const item = itemsById.get(id);
  if (item === undefined) return itemNotFound(dataset.id, id);
  return item.datasetId === dataset.id ? null : itemDatasetMismatch(dataset.id, id);
}

/**
 * Judges updates alone. An upsert need not fail: a purged item has no external id to meet again.
 */
function problemOfPurge(
  change: Change,
  dataset: DatasetRecord,
  itemsById: ReadonlyMap<string, ItemRecord>,
): DatasetsError | null {
  if (change.type !== 'update') return null;
  const { id, purgedAt = null } = itemsById.get(change.item.id) ?? { id: '' };
  return purgedAt === null ? null : itemPurged(dataset.id, { id, purgedAt });
}

/** Does not judge a change whose item is gone: the next try finds that out. */
function problemOfState(
  change: Change,
  dataset: DatasetRecord,
  itemsById: ReadonlyMap<string, ItemRecord>,
): DatasetsError | null {
  const [{ id, expectedItemVersion } = { id: '' }] = conditionOf(change);
  const item = itemsById.get(id);
  if (expectedItemVersion === undefined || item === undefined) return null;
  if (isExpected(item, expectedItemVersion)) return null;
  return itemConflict(dataset.id, expectedItemVersion, item);
}

/** The current items with these ids, in any dataset. */
async function findAnywhere(
  primitives: DatasetsPrimitives,
  datasetId: string,
  ids: readonly string[],
): Promise<ItemRecord[]> {
  const items = await primitives.findItems(ids, null, datasetId);
  const found = new Set(items.map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id));
  return missing.length === 0 ? items : items.concat(await primitives.findItems(missing, null));
}

function existingId(change: Change): string[] {
  return conditionOf(change).map(({ id }) => id);
}
