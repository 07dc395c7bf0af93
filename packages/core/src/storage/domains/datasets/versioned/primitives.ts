import type { JsonDocument } from '../../../../json/document.js';
import type { ItemOrder, OnConflict } from '../../../types.js';
import type {
  CommitRecord,
  DatasetRecord,
  ItemRecord,
  ItemStateRecord,
  TagRecord,
} from './records.js';

/** An item to insert. */
export interface ItemInsert {
  readonly id: string;
  readonly externalId: string | null;
  readonly input: JsonDocument;
  readonly expectedOutput: JsonDocument | null;
  readonly context: JsonDocument | null;
  /** `null` for the version of the commit itself; a time for an item that existed before. */
  readonly createdAt: number | null;
}

/** Fields of an item to set; absent ones keep their value, `null` removes it. */
export interface ItemUpdate {
  readonly id: string;
  readonly input?: JsonDocument;
  readonly expectedOutput?: JsonDocument | null;
  readonly context?: JsonDocument | null;
}

/** What has to hold of a dataset, which has to exist, for changes to it. */
export interface CommitConditions {
  readonly datasetId: string;
  /** The newest version; `null` for any. */
  readonly expectedVersion: number | null;
  /** The schema revision that the changes were checked against. */
  readonly schemaRevision: number | null;
  /** Items that are current in the dataset, in the state of this version. */
  readonly kept: readonly Pick<ItemRecord, 'id' | 'version'>[];
}

/** Changes to one dataset that happen together or not at all. */
export interface CommitRequest extends CommitConditions {
  /**
   * The version is `max(now(), previous version + 1)`. Ask when the database is at hand, not before
   * waiting for it, or the commit would turn up in the past of those who read meanwhile.
   */
  readonly now: () => number;
  readonly inserts: readonly ItemInsert[];
  /** A precondition: all of these are current items of the dataset, as are the `deletes`. */
  readonly updates: readonly ItemUpdate[];
  readonly deletes: readonly string[];
  /** Ids whose states in the history lose their content, after the other changes. */
  readonly purges: readonly string[];
  readonly message: string | null;
}

/** What a commit made. */
export interface CommitResult {
  readonly version: number;
  /** The new state of every updated item, in any order. */
  readonly updated: readonly ItemRecord[];
}

/** Which commit of a dataset is meant. */
export type CommitSelector =
  | { readonly type: 'newest' }
  /** The newest at or before a time. */
  | { readonly type: 'at'; readonly time: number }
  | { readonly type: 'number'; readonly number: number }
  | { readonly type: 'tag'; readonly tag: string };

/** A place in a list ordered by `createdAt`, then `id`. */
export interface ListPosition {
  readonly createdAt: number;
  readonly id: string;
}

/** A range of a list. */
export interface ListRange {
  /** Starts right after this place; `null` for the beginning. */
  readonly after: ListPosition | null;
  /** Skips this many. */
  readonly offset: number;
  /** Gives at most this many; `null` for all. */
  readonly limit: number | null;
}

/** A range of the items of one snapshot. */
export interface ItemPageRequest extends ListRange {
  readonly datasetId: string;
  /** The time of the snapshot. */
  readonly at: number;
  readonly order: ItemOrder;
}

/** New values of a dataset's own fields. */
export interface DatasetUpdate {
  /** A precondition: nobody changed the dataset's fields since they were read. */
  readonly expectedUpdatedAt: number;
  /** A precondition when not `null`: the newest version. */
  readonly expectedVersion: number | null;
  /** The dataset's new fields; its `version` is not stored. */
  readonly record: DatasetRecord;
}

/** An import under way. */
export interface Staging {
  readonly datasetId: string;
  readonly importId: string;
}

/** Makes the staged items of an import a commit. */
export interface StagedCommitRequest
  extends Staging, Pick<CommitRequest, 'now' | 'expectedVersion' | 'schemaRevision' | 'message'> {
  /**
   * What becomes of an item whose external id a current item has: nothing (`skip`), or the current
   * item takes over its content where any of the three texts differs (`update`). `error` makes it a
   * precondition that there is none.
   */
  readonly onConflict: OnConflict;
  /** A precondition: this many items are staged. */
  readonly count: number;
}

/** What a commit of staged items made. */
export interface StagedCommitResult {
  /** The version of the dataset, which is as it was when nothing changed. */
  readonly version: number;
  readonly added: number;
  readonly updated: number;
}

/**
 * What an adapter implements for `importItems`. Staged items belong to one dataset and import, and
 * no other primitive finds them; `deleteDataset` and `clear` delete them too.
 */
export interface StagingPrimitives {
  /** Stages items, each once; their `createdAt` is `null`. */
  stage(staging: Staging, stagedAt: number, items: readonly ItemInsert[]): Promise<void>;
  /** Which of these external ids the import has staged. */
  findStaged(staging: Staging, externalIds: readonly string[]): Promise<string[]>;
  /** An external id of a staged item that a current item of the dataset has, or `null`. */
  findStagedConflict(staging: Staging): Promise<string | null>;
  /**
   * Makes the staged items a commit, as `commit` would; none when nothing differs. They may stay
   * staged. Gives `null`, having changed nothing, when a precondition does not hold.
   */
  commitStaged(request: StagedCommitRequest): Promise<StagedCommitResult | null>;
  /** Deletes what an import has staged; not all at once, if that would keep others waiting. */
  discardStaged(staging: Staging): Promise<void>;
  /** The imports of a dataset that have staged nothing since a time. */
  findAbandoned(datasetId: string, since: number): Promise<string[]>;
}

/**
 * What an adapter implements for `VersionedDatasetsStorage`: reads and writes without arguments to
 * check, defaults to fill in or errors to choose. Every write is atomic and durable when its
 * promise resolves. The driver's errors may reject as they are; the storage wraps them, except for
 * `STORAGE_BUSY` and `SCHEMA_MISMATCH`, which only the adapter can tell.
 */
export interface DatasetsPrimitives {
  /** Makes the tables, if need be. Runs once before anything else; rejects with `SCHEMA_MISMATCH`. */
  initialize(): Promise<void>;
  /** Releases every resource. Called once, after all other calls have settled. */
  close(): Promise<void>;
  /** Deletes everything. */
  clear(): Promise<void>;

  /** Stores a dataset, of an id that none has, with its commit number 0, which holds these items. */
  insertDataset(dataset: DatasetRecord, items: readonly ItemInsert[]): Promise<void>;
  /** Gives the dataset as it is now, or `null` when a precondition does not hold. */
  updateDataset(update: DatasetUpdate): Promise<DatasetRecord | null>;
  /** Deletes a dataset with its items, history, commits and tags, if it is there. */
  deleteDataset(id: string): Promise<void>;
  findDataset(id: string): Promise<DatasetRecord | null>;
  /** Newest first. */
  pageDatasets(range: ListRange): Promise<DatasetRecord[]>;
  countDatasets(): Promise<number>;

  /**
   * Applies a commit: deletes, then updates, then inserts, then purges. Gives `null`, having
   * changed nothing, when a precondition does not hold: the {@link CommitConditions}, that updated
   * and deleted items are current in the dataset, and that inserted ids and external ids are new
   * to it. `kept` means the items before the other changes.
   */
  commit(request: CommitRequest): Promise<CommitResult | null>;
  /**
   * Gives the newest version of a dataset, having changed nothing, or `null` when a condition does
   * not hold. Like `commit` it judges by all that has been committed, never by a copy that may be
   * behind.
   */
  confirm(conditions: CommitConditions): Promise<number | null>;
  /**
   * Brings the copy that the other primitives read from up to date with all that has been
   * committed, and gives `false` when they read from no copy. Only for such as may have one.
   */
  refresh?(): Promise<boolean>;

  /** The commit meant, or `null`. */
  findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null>;
  /** Newest first. */
  pageCommits(datasetId: string, range: Omit<ListRange, 'after'>): Promise<CommitRecord[]>;

  /**
   * The states of these items that are current (`at: null`) or were so at a time. With `datasetId`,
   * items of other datasets need not be found, which spares an adapter that spreads datasets over
   * machines to ask all of them.
   */
  findItems(ids: readonly string[], at: number | null, datasetId?: string): Promise<ItemRecord[]>;
  /** As {@link findItems}, by external id within a dataset. */
  findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]>;
  /** Every state of these items, in any order; `datasetId` as for {@link findItems}. */
  findItemStates(ids: readonly string[], datasetId?: string): Promise<ItemStateRecord[]>;
  /** A range of a snapshot, in the order asked for; consistent within the call. */
  pageItems(request: ItemPageRequest): Promise<ItemRecord[]>;
  /**
   * The ids of all items that a commit after `after` and up to `upTo` added, updated or deleted,
   * once each. Costs the number of changes, not the size of the dataset.
   */
  findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]>;

  /**
   * Stores a tag of an existing commit; one that names the commit already stays as it is. Gives
   * `false`, having changed nothing, when the commit is gone, when there is a later one at or before
   * `upTo` (`null`: no matter), or when the tag names another one and `move` is not set.
   */
  putTag(tag: Omit<TagRecord, 'number'>, move: boolean, upTo: number | null): Promise<boolean>;
  /** Deletes a tag; `false` when there was none. */
  deleteTag(datasetId: string, tag: string): Promise<boolean>;
  /** A dataset's tags, in any order. */
  findTags(datasetId: string): Promise<TagRecord[]>;

  /** Without it, the storage rejects `importItems` with `NOT_SUPPORTED`. */
  readonly staging?: StagingPrimitives;
}
