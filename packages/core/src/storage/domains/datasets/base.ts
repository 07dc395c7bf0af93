import { DatasetsError } from '../../../errors.js';
import {
  TABLE_DATASETS,
  TABLE_DATASET_ATTRIBUTES,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASET_TAGS,
  TABLE_DATASET_VERSIONS,
  TABLE_SCHEMAS,
} from '../../constants.js';
import type * as types from '../../types.js';
import { StorageDomain } from '../base.js';
import { deriveDiff } from './derived/diff.js';
import { deriveDigest } from './derived/digest.js';
import { deriveVersion } from './derived/find-version.js';
import { deriveIteration } from './derived/iteration.js';
import { BASIC_SUPPORTS, type DatasetsSupports } from './supports.js';

function notSupported(capability: string): Promise<never> {
  return Promise.reject(
    new DatasetsError('NOT_SUPPORTED', `This storage does not support ${capability}.`, {
      details: { capability },
    }),
  );
}

/**
 * The contract of every datasets storage. A subclass with just the eleven abstract methods is a
 * complete adapter; what is concrete here either derives from them or rejects with
 * `NOT_SUPPORTED` until an adapter overrides it and says so in {@link DatasetsStorage.supports}.
 *
 * Every method rejects with a `DatasetsError`: `INVALID_ARGUMENT` for malformed arguments,
 * `CLOSED` after `close()`, `STORAGE_BUSY` and `STORAGE_FAILED` for trouble in the driver; other
 * codes are named with each method.
 */
export abstract class DatasetsStorage extends StorageDomain {
  /** The tables of the domain with their schemas; every adapter creates exactly these. */
  static readonly tables = Object.freeze({
    [TABLE_DATASETS]: TABLE_SCHEMAS[TABLE_DATASETS],
    [TABLE_DATASET_ITEMS]: TABLE_SCHEMAS[TABLE_DATASET_ITEMS],
    [TABLE_DATASET_ITEM_HISTORY]: TABLE_SCHEMAS[TABLE_DATASET_ITEM_HISTORY],
    [TABLE_DATASET_VERSIONS]: TABLE_SCHEMAS[TABLE_DATASET_VERSIONS],
    [TABLE_DATASET_TAGS]: TABLE_SCHEMAS[TABLE_DATASET_TAGS],
    [TABLE_DATASET_STAGED_ITEMS]: TABLE_SCHEMAS[TABLE_DATASET_STAGED_ITEMS],
    [TABLE_DATASET_ATTRIBUTES]: TABLE_SCHEMAS[TABLE_DATASET_ATTRIBUTES],
  });

  /** What this storage can do beyond the eleven basic methods. */
  readonly supports: DatasetsSupports = BASIC_SUPPORTS;

  constructor() {
    super({ component: 'STORAGE', name: 'DATASETS' });
  }

  /** Deletes every dataset with all its versions. Does nothing unless overridden. */
  dangerouslyClearAll(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Creates an empty dataset; its `version`, `createdAt` and `updatedAt` are equal. Rejects with
   * `DATASET_EXISTS` when a dataset has the `id`, unless `onConflict` is `skip`.
   */
  abstract createDataset(input: types.CreateDatasetInput): Promise<types.Dataset>;

  /** Gives the dataset, or `null` when there is none of this id. */
  abstract getDatasetById(input: { id: string }): Promise<types.Dataset | null>;

  /**
   * Changes a dataset's own fields and `updatedAt`, never `version`. Absent or `undefined` keeps a
   * field, `null` clears it. Rejects with `DATASET_NOT_FOUND`, and with `SCHEMA_VALIDATION_FAILED`
   * when existing items break a new schema and `existing` is not `keep`.
   */
  abstract updateDataset(input: types.UpdateDatasetInput): Promise<types.Dataset>;

  /** Deletes a dataset with all its items and versions; an unknown id is no error. */
  abstract deleteDataset(input: { id: string }): Promise<void>;

  /**
   * Lists datasets, newest first unless `orderBy` says otherwise. Pages by `cursor` neither skip nor
   * repeat a dataset, whatever others create and delete meanwhile, unless what it is ordered by
   * changes; in the default order, what is created later does not turn up in them.
   */
  abstract listDatasets(input: types.ListDatasetsInput): Promise<types.ListDatasetsOutput>;

  /**
   * Adds an item in a new version of the dataset. An `externalId` names one item for ever: while
   * that is deleted, adding it brings it back, with its `id` and `createdAt`. Rejects with `DATASET_NOT_FOUND`, `ITEM_EXISTS`,
   * `SCHEMA_VALIDATION_FAILED`, and with `VERSION_CONFLICT` or `VERSION_NOT_FOUND` for an
   * `expectedVersion` that is not the newest or does not exist.
   */
  abstract addItem(input: types.AddDatasetItemInput): Promise<types.DatasetItem>;

  /**
   * Changes an item in a new version of the dataset. Absent or `undefined` keeps a field; `null` is
   * a value for `input` and `expectedOutput` and clears `context`. Rejects with
   * `DATASET_NOT_FOUND`, `ITEM_NOT_FOUND`, `ITEM_DATASET_MISMATCH`, `ITEM_PURGED`,
   * `VERSION_CONFLICT`, `VERSION_NOT_FOUND` and `SCHEMA_VALIDATION_FAILED`.
   */
  abstract updateItem(input: types.UpdateDatasetItemInput): Promise<types.DatasetItem>;

  /**
   * Deletes an item in a new version of the dataset; earlier versions keep it. Rejects with
   * `DATASET_NOT_FOUND`, `ITEM_NOT_FOUND`, `ITEM_DATASET_MISMATCH`, `VERSION_CONFLICT` and
   * `VERSION_NOT_FOUND`.
   */
  abstract deleteItem(input: types.DeleteDatasetItemInput): Promise<void>;

  /**
   * Lists the items of a version, newest first; empty for an unknown dataset. Rejects with
   * `VERSION_NOT_FOUND` for an unknown commit number or tag.
   */
  abstract listItems(input: types.ListDatasetItemsInput): Promise<types.ListDatasetItemsOutput>;

  /**
   * Gives the item as it is now, or as it was at `version`; `null` when there was none. Rejects
   * with `VERSION_NOT_FOUND` for an unknown commit number or tag of the item's dataset.
   */
  abstract getItemById(input: {
    id: string;
    version?: types.VersionReference | undefined;
  }): Promise<types.DatasetItem | null>;

  /**
   * Gives every item of a version, newest first; empty for an unknown dataset or a date before its
   * creation. Rejects with `VERSION_NOT_FOUND` for an unknown commit number or tag.
   */
  abstract getItemsByVersion(input: {
    datasetId: string;
    version: types.VersionReference;
  }): Promise<types.DatasetItem[]>;

  /**
   * Adds items in one version, all or none; gives them in the order of the input. Rejects as
   * {@link addItem} does.
   */
  addItems(_input: types.AddDatasetItemsInput): Promise<types.DatasetItem[]> {
    return notSupported('batches');
  }

  /** Changes items in one version, all or none. Rejects as {@link updateItem} does. */
  updateItems(_input: types.UpdateDatasetItemsInput): Promise<types.DatasetItem[]> {
    return notSupported('batches');
  }

  /**
   * Deletes items in one version, all or none: those with these `ids`, or those of the newest version
   * that meet `where` and `splits`, if any does. Rejects as {@link deleteItem} does, and with
   * `SPLIT_NOT_FOUND` for a split that no item has.
   */
  deleteItems(_input: types.DeleteDatasetItemsInput): Promise<void> {
    return notSupported('batches');
  }

  /**
   * Applies any mix of changes in one version, all or none. An item named twice is
   * `INVALID_ARGUMENT`. Rejects as the single methods do.
   */
  applyChanges(_input: types.ApplyChangesInput): Promise<types.ApplyChangesOutput> {
    return notSupported('batches');
  }

  /**
   * Adds any number of items in one version, all or none. It takes the items one by one, and stores
   * them apart until the last one is there. So it needs the memory of a few thousand items. With
   * `onRejected`, it reports refused items and leaves them out; without it, the first one ends the
   * import. The schemas check every item, also one that the dataset has already. With
   * `onMissing: 'delete'`, the version holds what the import names and nothing else.
   *
   * Rejects as {@link addItem} does, and with `TOO_MANY_DELETIONS`. When `items` throws, it rejects
   * with `INVALID_ARGUMENT`, which has that error as its cause. When a callback throws, it rejects
   * with that error. It rejects with `STORAGE_BUSY` when others change the schemas meanwhile, or,
   * with `onConflict: 'merge'`, an item that was merged. When the process dies, no read finds
   * anything of the import.
   */
  importItems(_input: types.ImportItemsInput): Promise<types.ImportItemsOutput> {
    return notSupported('imports');
  }

  /** Gives the item that has this `externalId` at a version, or `null`. */
  getItemByExternalId(_input: types.GetItemByExternalIdInput): Promise<types.DatasetItem | null> {
    return notSupported('externalIds');
  }

  /**
   * Lists the splits of a version by name, with how many items each has; empty for an unknown
   * dataset or a date before its creation. Rejects with `VERSION_NOT_FOUND`.
   */
  listSplits(_input: types.ListSplitsInput): Promise<types.DatasetSplit[]> {
    return notSupported('queries');
  }

  /**
   * Gives the commit that a version stands for: its time, number, author, message, counts and tags.
   * `null` for an unknown dataset, or a date before its creation. Rejects with `VERSION_NOT_FOUND` for
   * a number or a tag that the dataset does not have.
   */
  getVersion(input: types.GetVersionInput): Promise<types.DatasetVersion | null> {
    return deriveVersion(this, input);
  }

  /** Lists the commits of a dataset, newest first; empty for an unknown dataset. */
  listVersions(_input: types.ListVersionsInput): Promise<types.ListVersionsOutput> {
    return notSupported('history');
  }

  /**
   * Gives every state of an item, newest first, also of a deleted one; empty for an unknown item. An
   * `externalId` means the current item that has it, or else the one deleted last.
   */
  getItemHistory(_input: types.GetItemHistoryInput): Promise<types.DatasetItemState[]> {
    return notSupported('history');
  }

  /**
   * Names the commit that a version stands for. Rejects with `DATASET_NOT_FOUND`,
   * `VERSION_NOT_FOUND`, and `VERSION_CONFLICT` when the tag names another commit and `move` is
   * not set.
   */
  tagVersion(_input: types.TagVersionInput): Promise<types.DatasetTag> {
    return notSupported('tags');
  }

  /** Removes a tag. Rejects with `DATASET_NOT_FOUND` and `VERSION_NOT_FOUND`. */
  untagVersion(_input: { datasetId: string; tag: string }): Promise<void> {
    return notSupported('tags');
  }

  /** Lists a dataset's tags in alphabetical order; empty for an unknown dataset. */
  listTags(_input: { datasetId: string }): Promise<types.DatasetTag[]> {
    return notSupported('tags');
  }

  /**
   * Compares two versions, in either direction. Rejects with `DATASET_NOT_FOUND` and
   * `VERSION_NOT_FOUND`.
   */
  diffVersions(input: types.DiffVersionsInput): Promise<types.DatasetDiff> {
    return deriveDiff(this, input);
  }

  /**
   * Makes a new version whose items equal those of an old one, ids kept; purged items stay away.
   * Rejects with `DATASET_NOT_FOUND`, `VERSION_NOT_FOUND`, `VERSION_CONFLICT` and
   * `SCHEMA_VALIDATION_FAILED`.
   */
  restoreVersion(_input: types.RestoreVersionInput): Promise<types.DatasetVersion> {
    return notSupported('restore');
  }

  /**
   * Makes a new dataset of a version's items, with new ids, the same external ids, schemas and
   * digest; purged items stay away. Rejects with `DATASET_NOT_FOUND` and `VERSION_NOT_FOUND`.
   */
  forkDataset(_input: types.ForkDatasetInput): Promise<types.Dataset> {
    return notSupported('fork');
  }

  /**
   * Gives the items of a version one by one, in constant memory, whatever others write meanwhile;
   * nothing for an unknown dataset. Throws `VERSION_NOT_FOUND` at the first step, and
   * `DATASET_NOT_FOUND` rather than end early when the dataset is deleted on the way.
   */
  iterateItems(input: types.IterateItemsInput): AsyncIterable<types.DatasetItem> {
    return deriveIteration(this, input);
  }

  /**
   * Gives the SHA-256 of a version's contents, as 64 lower-case hexadecimal digits, independent of
   * ids, order and adapter. Rejects with `DATASET_NOT_FOUND` and `VERSION_NOT_FOUND`.
   */
  snapshotDigest(input: types.SnapshotDigestInput): Promise<string> {
    return deriveDigest(this, input);
  }

  /**
   * Removes an item's content from every version, in a new version that also deletes the item.
   * Old versions then hold a mark (`purgedAt`) in its place. With `keep` there is no new version, and
   * a current item stays as a mark, too: to change it is `ITEM_PURGED`, to delete it is allowed. Frees
   * the external id. Rejects with `DATASET_NOT_FOUND`, `ITEM_NOT_FOUND` and `ITEM_DATASET_MISMATCH`.
   */
  purgeItem(_input: types.PurgeDatasetItemInput): Promise<void> {
    return notSupported('purge');
  }

  /**
   * Checks what is stored of a dataset: that its version is its newest commit, that the states of
   * each item neither overlap nor leave gaps, that the counts of the commits fit them, and that all
   * JSON parses. Reads everything, in the memory of the dataset's ids; others may write meanwhile.
   * Rejects with `DATASET_NOT_FOUND`; what is wrong with the data comes in the report.
   *
   * With `repair`, counts of items that are wrong in commits are corrected, and the dataset is checked
   * again. Nothing else is changed: what is lost or contradicts itself needs a backup.
   */
  verify(_input: types.VerifyInput): Promise<types.VerificationReport> {
    return notSupported('verification');
  }
}
