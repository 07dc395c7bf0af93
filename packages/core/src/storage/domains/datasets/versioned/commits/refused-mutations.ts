import type { DatasetsError } from '../../../../../errors.js';
import type { StorageContext } from '../context.js';
import {
  datasetNotFound,
  itemDatasetMismatch,
  itemExists,
  itemNotFound,
  versionConflict,
} from '../errors.js';
import type { Change, Mutation } from './mutations.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { DatasetRecord, ItemRecord } from '../adapter/records.js';

/** The state that a refused commit met. */
interface Findings {
  readonly dataset: DatasetRecord;
  readonly expectedVersion: number | null;
  readonly itemsById: ReadonlyMap<string, ItemRecord>;
  readonly idsByExternalId: ReadonlyMap<string, string>;
}

/** What a refused commit leaves. */
interface Diagnosis {
  /** The dataset as it is; `null` when it is gone. */
  readonly dataset: DatasetRecord | null;
  /** The mutations that are not to blame. */
  readonly survivors: readonly Mutation[];
}

/**
 * Finds out why a commit was refused, rejects the mutations that are to blame, and gives the
 * others. When none is to blame, the state has changed meanwhile and all may be tried again.
 */
export async function diagnose(
  { primitives, schemas }: StorageContext,
  datasetId: string,
  mutations: readonly Mutation[],
  expectedVersion: number | null,
): Promise<Diagnosis> {
  const dataset = await primitives.findDataset(datasetId);
  if (dataset === null) {
    for (const mutation of mutations) mutation.reject(datasetNotFound(datasetId));
    return { dataset, survivors: [] };
  }
  schemas.remember(dataset);
  const changes = mutations.flatMap((mutation) => mutation.changes);
  const items = await findAnywhere(primitives, datasetId, changes.flatMap(existingId));
  const rivals = await primitives.findItemsByExternalId(
    datasetId,
    changes.flatMap(newExternalId),
    null,
  );
  const findings: Findings = {
    dataset,
    expectedVersion,
    itemsById: new Map(items.map((item) => [item.id, item])),
    idsByExternalId: new Map(rivals.map((item) => [item.externalId ?? '', item.id])),
  };
  const survivors = mutations.filter((mutation) => {
    const problem = problemOf(mutation, findings);
    if (problem !== null) mutation.reject(problem);
    return problem === null;
  });
  return { dataset, survivors };
}

/** The current items of these ids, those of other datasets too. */
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
  if (change.type === 'add') return [];
  return [change.type === 'update' ? change.item.id : change.id];
}

function newExternalId(change: Change): string[] {
  if (change.type !== 'add' || change.onConflict !== 'error') return [];
  return change.item.externalId === null ? [] : [change.item.externalId];
}

function problemOf(mutation: Mutation, findings: Findings): DatasetsError | null {
  const { dataset, expectedVersion } = findings;
  if (mutation.expectedVersion !== null && expectedVersion !== dataset.version) {
    return versionConflict(dataset.id, mutation.expectedVersion, dataset.version);
  }
  const deleted = deletedIds(mutation);
  for (const change of mutation.changes) {
    const problem = problemOfChange(change, findings, deleted);
    if (problem !== null) return problem;
  }
  return null;
}

function deletedIds({ changes }: Mutation): ReadonlySet<string> {
  return new Set(changes.flatMap((change) => (change.type === 'delete' ? change.id : [])));
}

function problemOfChange(
  change: Change,
  { dataset, itemsById, idsByExternalId }: Findings,
  deleted: ReadonlySet<string>,
): DatasetsError | null {
  for (const id of existingId(change)) {
    const item = itemsById.get(id);
    if (item === undefined) return itemNotFound(dataset.id, id);
    if (item.datasetId !== dataset.id) return itemDatasetMismatch(dataset.id, id);
  }
  for (const externalId of newExternalId(change)) {
    const rival = idsByExternalId.get(externalId);
    if (rival !== undefined && !deleted.has(rival)) {
      return itemExists(dataset.id, externalId, rival);
    }
  }
  return null;
}
