import type { OnConflict, OnDeleted, OnMissing } from '../../../../types.js';
import type { CommitNotes, CommitRequest, ItemInsert } from './commits.js';
import type { StagedCommitRefused } from './refusals.js';

/** An import under way. */
export interface Staging {
  readonly datasetId: string;
  readonly importId: string;
}

/** An item of an import. */
export interface StagedItem extends ItemInsert {
  /**
   * The version of the current item's state that the content was merged with; `null` where it was
   * merged with none.
   */
  readonly mergedWith: number | null;
}

/** An import with all that it names. */
export interface NamingImport extends Staging {
  /**
   * An import whose staged items name external ids for this one, and are nothing else; or `null`.
   */
  readonly alsoNamed: string | null;
}

/** Makes the staged items of an import a commit. */
export interface StagedCommitRequest
  extends
    NamingImport,
    CommitNotes,
    Pick<CommitRequest, 'now' | 'expectedVersion' | 'schemaRevision'> {
  /**
   * What becomes of an item whose external id a current item has: nothing (`skip`), or the current
   * item takes over its content where any of the texts differs (`update` and `merge`). With `error`
   * it is a condition that there is none; with `merge`, that each current item which a staged one
   * meets is in the state that it was merged with, and that one merged with none meets none.
   */
  readonly onConflict: OnConflict;
  /**
   * What becomes of an item whose external id only deleted items have. With `revive`, the one whose
   * state ended last is inserted again, with its id and `createdAt`, in place of a new item. With
   * `error` it is a condition that there is no such item.
   */
  readonly onDeleted: OnDeleted;
  /**
   * With `delete`, current items that the import does not name are deleted. Those are the items
   * whose external id neither a staged item nor one of `alsoNamed` has, and the items without one.
   */
  readonly onMissing: OnMissing;
  /** A condition, where `onMissing` is `delete`: no more are; `null` for any number. */
  readonly maxDeleted: number | null;
  /** A condition: this many items are staged. */
  readonly count: number;
  /** A condition, where `alsoNamed` is set: this many items are staged there. */
  readonly alsoNamedCount: number;
}

/** Whether current items take over the content of the staged ones that meet them. */
export function takesOver({ onConflict }: Pick<StagedCommitRequest, 'onConflict'>): boolean {
  return onConflict === 'update' || onConflict === 'merge';
}

/** What a commit of staged items made. */
export interface StagedCommitResult {
  /** The version of the dataset; the old one when nothing changed. */
  readonly version: number;
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
}

/**
 * What an adapter implements for `importItems`. Staged items belong to one dataset and import, and
 * no other primitive finds them; `deleteDataset` and `clear` delete them too.
 */
export interface StagingPrimitives {
  /**
   * Stages items, each once; their `createdAt` is `null`. Stages none for a dataset that is gone.
   */
  stage(staging: Staging, stagedAt: number, items: readonly StagedItem[]): Promise<void>;
  /** Which of these external ids the import has staged. */
  findStaged(staging: Staging, externalIds: readonly string[]): Promise<string[]>;
  /**
   * Any external id of a staged item that a current item of the dataset has; with `deleted`, one
   * that only deleted items have. `null` where there is none.
   */
  findStagedConflict(staging: Staging, among: 'current' | 'deleted'): Promise<string | null>;
  /** How many current items of the dataset an import does not name. */
  countMissing(naming: NamingImport): Promise<number>;
  /**
   * Makes the staged items a commit, as `commit` would; none when nothing differs. They may stay
   * staged. Refused, having changed nothing, when a condition does not hold; as `staged` when they
   * are discarded in the middle of it, where a database lets that happen.
   */
  commitStaged(request: StagedCommitRequest): Promise<StagedCommitResult | StagedCommitRefused>;
  /** Deletes what an import has staged; not all at once, if that would keep others waiting. */
  discardStaged(staging: Staging): Promise<void>;
  /** The imports of a dataset that have staged nothing since a time. */
  findAbandoned(datasetId: string, since: number): Promise<string[]>;
}
