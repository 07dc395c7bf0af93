import { nextVersion } from '../../../../../versions.js';
import type {
  CommitConditions,
  CommitNotes,
  CommitRequest,
  ItemInsert,
  NumberedVersion,
} from './commits.js';
import { insertedItem } from './inserted-item.js';
import type { CommitRecord, DatasetRecord, ItemRecord, NamedItem } from './records.js';
import type { CommitRefused, ConfirmRefused } from './refusals.js';

/** What a commit is judged by. All of it has to be read within the transaction of the commit. */
export interface CommitBasis {
  readonly dataset: DatasetRecord | null;
  /** The commit of the dataset's version; `null` where it is lost. */
  readonly newest: CommitRecord | null;
  /** The current item of the dataset with an id. */
  findItem(id: string): ItemRecord | null;
  /** The item that an external id names: current, or in the last state that had it. */
  findNamed(externalId: string): NamedItem | null;
  /** Whether any state of an item has lost its content. */
  isPurged(id: string): boolean;
}

/** The rows that a commit writes. */
export interface CommitRows {
  readonly commit: CommitRecord;
  /** The states of updated and deleted items before it, which go to the history. */
  readonly ended: readonly ItemRecord[];
  readonly updated: readonly ItemRecord[];
  readonly inserted: readonly ItemRecord[];
  /** The ids of deleted items. */
  readonly deleted: readonly string[];
}

/** What `confirm` answers. */
export function confirmOn(
  conditions: CommitConditions,
  basis: CommitBasis,
): NumberedVersion | ConfirmRefused {
  const newest = newestOn(conditions, basis);
  if ('refused' in newest) return newest;
  return keeps(conditions, basis) ? newest : { refused: 'kept' };
}

/** The rows that a commit writes, or the condition that does not hold. */
export function rowsOfCommit(
  request: CommitRequest,
  basis: CommitBasis,
): CommitRows | CommitRefused {
  const refused = refusalOfCommit(request, basis);
  if (refused !== null) return refused;
  const { newest } = basis;
  if (newest === null) return { refused: 'intact' };
  const { datasetId, inserts, updates, deletes, purges, author, message } = request;
  const version = nextVersion(request.now(), newest.version);
  const number = newest.number + 1;
  const commit = {
    datasetId,
    version,
    number,
    author,
    message,
    added: inserts.length,
    updated: updates.length,
    deleted: deletes.length,
    purged: purges.length,
    itemCount: newest.itemCount + inserts.length - deletes.length,
  };
  const written = [...deletes, ...updates.map(({ id }) => id)];
  return {
    commit,
    ended: written.flatMap((id) => basis.findItem(id) ?? []),
    updated: updates.flatMap((update) => {
      const item = basis.findItem(update.id);
      const times = { version, versionNumber: number, updatedAt: version };
      return item === null ? [] : { ...item, ...update, ...times };
    }),
    inserted: inserts.map((insert) => insertedItem(datasetId, { version, number }, insert)),
    deleted: deletes,
  };
}

/** The rows of a new dataset's first commit. */
export function rowsOfFirstCommit(
  { id: datasetId, version }: DatasetRecord,
  items: readonly ItemInsert[],
  { author, message }: CommitNotes,
): CommitRows {
  const count = items.length;
  const counts = { added: count, updated: 0, deleted: 0, purged: 0, itemCount: count };
  const commit = { datasetId, version, number: 0, ...counts, author, message };
  const inserted = items.map((item) => insertedItem(datasetId, commit, item));
  return { commit, ended: [], updated: [], inserted, deleted: [] };
}

/** The condition of a commit that does not hold; `null` where all do. */
export function refusalOfCommit(request: CommitRequest, basis: CommitBasis): CommitRefused | null {
  const { inserts, updates, deletes, purges } = request;
  const newest = newestOn(request, basis);
  if ('refused' in newest) return newest;
  const deleted = new Set(deletes);
  const isThere = (id: string) => basis.findItem(id) !== null;
  if (!deletes.every(isThere) || !updates.every(({ id }) => isThere(id))) {
    return { refused: 'items' };
  }
  if (purges.some((id) => isThere(id) && !deleted.has(id))) return { refused: 'items' };
  if (!keeps(request, basis)) return { refused: 'kept' };
  const existedBefore = inserts.filter(({ createdAt }) => createdAt !== null);
  if ([...updates, ...existedBefore].some(({ id }) => basis.isPurged(id))) {
    return { refused: 'purged' };
  }
  for (const { id, externalId, createdAt } of inserts) {
    if (isThere(id)) return { refused: 'ids' };
    const named = externalId === null ? null : basis.findNamed(externalId);
    if (named?.validTo === null && !deleted.has(named.item.id)) return { refused: 'externalIds' };
    if (!request.checksIdentities || externalId === null) continue;
    const isNamed = createdAt === null ? named === null : named?.item.id === id;
    if (!isNamed) return { refused: 'identities' };
  }
  return null;
}

/** The newest version, where the conditions on the dataset hold. */
function newestOn(
  { expectedVersion, schemaRevision }: Pick<CommitConditions, 'expectedVersion' | 'schemaRevision'>,
  { dataset, newest }: CommitBasis,
): NumberedVersion | Exclude<ConfirmRefused, { refused: 'kept' }> {
  if (dataset === null) return { refused: 'dataset' };
  if (newest === null) return { refused: 'intact' };
  const { version, number } = newest;
  if (expectedVersion !== 'any' && expectedVersion !== version) return { refused: 'version' };
  if (schemaRevision !== dataset.schemaRevision) return { refused: 'schemas' };
  return { version, number };
}

/** Whether the items of a condition are current, each in the state that it names. */
function keeps({ kept }: CommitConditions, basis: CommitBasis): boolean {
  return kept.every(({ id, version }) => basis.findItem(id)?.version === version);
}
