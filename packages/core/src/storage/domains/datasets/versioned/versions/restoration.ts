import { documentsOf, sameDocuments } from '../adapter/documents.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord, ItemRecord } from '../adapter/records.js';
import type { PlannedChange } from '../commits/plan-change.js';

/**
 * What has to change for the current items of a dataset to equal those of a version. When others
 * commit meanwhile, only what they changed is planned again.
 */
export class Restoration {
  readonly #changes = new Map<string, PlannedChange>();
  #target: CommitRecord | null = null;
  #current: CommitRecord | null = null;

  /** Brings the plan up to date with the newest commit, and gives what has to change. */
  async plan(
    primitives: DatasetsPrimitives,
    target: CommitRecord,
    current: CommitRecord,
  ): Promise<readonly PlannedChange[]> {
    const from = await this.#plannedSince(primitives, target, current);
    if (from === target.version) this.#changes.clear();
    const { datasetId } = target;
    const ids = await primitives.findChangedItemIds(datasetId, from, current.version);
    const before = await findById(primitives, ids, current);
    const after = await findById(primitives, ids, target);
    for (const id of ids) {
      const change = planItem(before.get(id), after.get(id));
      if (change === null) this.#changes.delete(id);
      else this.#changes.set(id, change);
    }
    this.#target = target;
    this.#current = current;
    return [...this.#changes.values()];
  }

  /** Changes after this version are not planned yet. At first it is the version to restore. */
  async #plannedSince(
    primitives: DatasetsPrimitives,
    target: CommitRecord,
    current: CommitRecord,
  ): Promise<number> {
    if (this.#current === null || this.#target?.version !== target.version) return target.version;
    // A purge changes old versions, and the one to restore may be among them.
    const isPurged = await anyPurgeSince(primitives, this.#current, current);
    return isPurged ? target.version : this.#current.version;
  }

  /** Makes the next plan start anew. A purge needs this: no version names the items it changed. */
  forget(): void {
    this.#current = null;
  }
}

async function anyPurgeSince(
  primitives: DatasetsPrimitives,
  planned: CommitRecord,
  current: CommitRecord,
): Promise<boolean> {
  const limit = current.number - planned.number;
  if (limit === 0) return false;
  const commits = await primitives.pageCommits(current.datasetId, { offset: 0, limit });
  return commits.some(({ version, purged }) => version > planned.version && purged > 0);
}

async function findById(
  primitives: DatasetsPrimitives,
  ids: readonly string[],
  { datasetId, version }: CommitRecord,
): Promise<ReadonlyMap<string, ItemRecord>> {
  const items = await primitives.findItems(ids, version, datasetId);
  return new Map(items.map((item) => [item.id, item]));
}

function planItem(
  before: ItemRecord | undefined,
  after: ItemRecord | undefined,
): PlannedChange | null {
  if (after === undefined)
    return before === undefined ? null : { action: 'deleted', id: before.id };
  // A purged item has no content left to restore, so it stays deleted, or stays without content.
  if (after.purgedAt !== null) return null;
  const { id, externalId, createdAt } = after;
  const documents = documentsOf(after);
  if (before === undefined) {
    return { action: 'added', insert: { id, externalId, ...documents, createdAt } };
  }
  if (sameDocuments(before, after)) return null;
  return { action: 'updated', update: { id, ...documents } };
}
