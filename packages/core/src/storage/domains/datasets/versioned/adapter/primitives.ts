import type { DatasetOrderBy, ItemOrder } from '../../../../types.js';
import type { AttributeEntry } from './attributes.js';
import type { ItemHints } from './hints.js';
import type {
  CommitConditions,
  CommitNotes,
  CommitRequest,
  CommitResult,
  ForkSource,
  ItemInsert,
  NumberedVersion,
  PurgeRequest,
} from './commits.js';
import type { DatasetUpdate, ItemCountCorrection, StoredTag } from './dataset-writes.js';
import type {
  CommitRecord,
  DatasetRecord,
  ItemRecord,
  ItemStateRecord,
  NamedItem,
  TagRecord,
} from './records.js';
import type {
  CommitRefused,
  ConfirmRefused,
  DatasetUpdateRefused,
  ForkRefused,
  TagRefused,
} from './refusals.js';
import type { StagingPrimitives } from './staging.js';

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

/** A place in a list of datasets. */
export interface DatasetPosition {
  /** The field that the order is decided by. Times are milliseconds since the Unix epoch. */
  readonly key: number | string;
  readonly id: string;
}

/** A range of the datasets. */
export interface DatasetPageRequest extends Omit<ListRange, 'after'> {
  /** Starts right after this place; `null` for the beginning. */
  readonly after: DatasetPosition | null;
  /** Text is compared by code points. */
  readonly orderBy: DatasetOrderBy;
}

/** A range of the items of one snapshot. */
export interface ItemPageRequest extends ListRange {
  /** Absent where every item is asked for. With it, `offset` is 0. */
  readonly hints?: ItemHints;
  readonly datasetId: string;
  /** The time of the snapshot. */
  readonly at: number;
  readonly order: ItemOrder;
}

/** How many items are in some splits, and in no others. */
export interface SplitCount {
  readonly splits: readonly string[];
  readonly count: number;
}

/** What an adapter implements for reading. Methods that only read may be served by a replica. */
export interface DatasetsReads {
  /**
   * How many items {@link pageItems} reads before others should have a turn of the event loop. For
   * databases that answer without leaving it; the storage reads longer ranges, and whole snapshots,
   * in parts. Absent for others, which are asked for ranges of any length.
   */
  readonly itemsPerTurn?: number | undefined;
  findDataset(id: string): Promise<DatasetRecord | null>;
  /**
   * A range of the datasets that have all of the attributes, in the order asked for. An index has
   * to find them.
   */
  pageDatasets(
    request: DatasetPageRequest,
    attributes: readonly AttributeEntry[],
  ): Promise<DatasetRecord[]>;
  /** How many datasets have all of the attributes. */
  countDatasets(attributes: readonly AttributeEntry[]): Promise<number>;

  /** The commit meant, or `null`. */
  findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null>;
  /** Newest first. */
  pageCommits(datasetId: string, range: Omit<ListRange, 'after'>): Promise<CommitRecord[]>;

  /**
   * The states of these items that are current (`at: null`) or were so at a time. With `datasetId`,
   * items of other datasets need not be found. So an adapter that spreads datasets over machines
   * need not ask all of them.
   */
  findItems(ids: readonly string[], at: number | null, datasetId?: string): Promise<ItemRecord[]>;
  /** As {@link findItems}, by external id within a dataset. */
  findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]>;
  /** The items that these external ids name within a dataset, in any order; none for a new one. */
  findNamedItems(datasetId: string, externalIds: readonly string[]): Promise<NamedItem[]>;
  /** Every state of these items, in any order; `datasetId` as for {@link findItems}. */
  findItemStates(ids: readonly string[], datasetId?: string): Promise<ItemStateRecord[]>;
  /** A range of a snapshot, in the order asked for; consistent within the call. */
  pageItems(request: ItemPageRequest): Promise<ItemRecord[]>;
  /**
   * How many items of the snapshot at a time are in each combination of splits; those that are in
   * none need not be counted. In any order; a combination may come more than once.
   */
  countSplits(datasetId: string, at: number): Promise<SplitCount[]>;
  /**
   * The ids of all items that a commit after `after` and up to `upTo` added, updated or deleted,
   * once each. Costs the number of changes, not the size of the dataset.
   */
  findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]>;

  /** The ids of all items of a dataset with a state whose content was removed, in any order. */
  findPurgedItemIds(datasetId: string): Promise<string[]>;

  /** A dataset's tags, in any order. */
  findTags(datasetId: string): Promise<TagRecord[]>;
}

/**
 * What an adapter implements for `VersionedDatasetsStorage`: reads and writes without arguments to
 * check, defaults to fill in or errors to choose. Every write is atomic and durable when its
 * promise resolves. The driver's errors may reject as they are; the storage wraps them, except for
 * `STORAGE_BUSY` and `SCHEMA_MISMATCH`, which only the adapter can tell.
 */
export interface DatasetsPrimitives extends DatasetsReads {
  /**
   * Makes the tables, if need be. Called before anything else, and again only when it rejected; so
   * it has to go on from wherever it failed. Rejects with `SCHEMA_MISMATCH` for foreign tables.
   */
  initialize(): Promise<void>;
  /** Releases every resource. Called once, after all other calls have settled. */
  close(): Promise<void>;
  /** Deletes everything. */
  clear(): Promise<void>;

  /**
   * Stores a dataset with its commit number 0, which holds these items. Gives `false`, having
   * changed nothing, when there is a dataset of this id.
   */
  insertDataset(
    dataset: DatasetRecord,
    items: readonly ItemInsert[],
    notes: CommitNotes,
  ): Promise<boolean>;
  /**
   * As `insertDataset`, for a copy of items of another dataset; gives the dataset. Refused, having
   * changed nothing, when a condition on the source does not hold. A purge that comes while this
   * runs has to wait, or has to be seen. Without it, the storage looks for purges after
   * `insertDataset`, and deletes the fork that holds what was purged. A process that dies in between
   * leaves the content there.
   */
  insertFork?(
    dataset: DatasetRecord,
    items: readonly ItemInsert[],
    notes: CommitNotes,
    source: ForkSource,
  ): Promise<DatasetRecord | ForkRefused>;
  /**
   * Gives the dataset after the update. Refused, having changed nothing, when a condition fails.
   */
  updateDataset(update: DatasetUpdate): Promise<DatasetRecord | DatasetUpdateRefused>;
  /** Deletes a dataset with its items, history, commits and tags, if it is there. */
  deleteDataset(id: string): Promise<void>;
  /**
   * Applies a commit: deletes, then updates, then inserts, then purges. Refused, having changed
   * nothing, when a condition does not hold; every condition is judged by what has been committed
   * before, `kept` by the items before the other changes, and external ids after the deletes.
   */
  commit(request: CommitRequest): Promise<CommitResult | CommitRefused>;
  /**
   * Removes the content of every state of items, current or not, as `purges` of a commit do, and
   * makes no commit. States that were purged before stay as they are. No commit comes in between.
   */
  purgeInPlace(request: PurgeRequest): Promise<void>;
  /**
   * Gives the newest version of a dataset for which conditions hold, and changes nothing. Like
   * `commit` it judges by all that has been committed, never by a copy that may be behind.
   */
  confirm(conditions: CommitConditions): Promise<NumberedVersion | ConfirmRefused>;
  /**
   * Corrects counts of items that somebody has damaged. Each commit takes over the count of the one
   * before it, so an error spreads. Gives `false`, having changed nothing, when the condition does
   * not hold.
   */
  correctItemCounts(correction: ItemCountCorrection): Promise<boolean>;
  /**
   * Runs work that reads what is there now and then writes once, and gives what it gave. Called
   * when others were faster before. The work uses the primitives that it is given. An adapter whose
   * reads and writes take long should keep others from writing to the dataset until the work has
   * written or is over. Without it, the work runs like any other.
   */
  hold?<Outcome>(
    datasetId: string,
    work: (primitives: DatasetsPrimitives) => Promise<Outcome>,
  ): Promise<Outcome>;
  /**
   * Brings the copy that the other primitives read from up to date with all that has been
   * committed. Gives `false` when they read from no copy. Only adapters that may have a copy need
   * it.
   */
  refresh?(): Promise<boolean>;

  /**
   * Stores a tag of a commit; one that names the commit already stays as it is. `upTo` is the time
   * that the commit was found by, `null` when it was found by anything else.
   */
  putTag(
    tag: Omit<TagRecord, 'number'>,
    move: boolean,
    upTo: number | null,
  ): Promise<StoredTag | TagRefused>;
  /** Deletes a tag; `false` when there was none. */
  deleteTag(datasetId: string, tag: string): Promise<boolean>;
  /** Without it, the storage rejects `importItems` with `NOT_SUPPORTED`. */
  readonly staging?: StagingPrimitives;
}
