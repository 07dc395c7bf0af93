import type { DatasetsError } from '../../errors.js';
import type { BatchInput } from './batches.js';
import type { AdditionRules, NewDatasetItem } from './items.js';

/** An item that an import left out. */
export interface RejectedItem {
  /** Its place among the items given, from 0. */
  index: number;
  /** The item as it was given. */
  item: NewDatasetItem;
  /** `INVALID_ARGUMENT`, `ITEM_EXISTS` or `SCHEMA_VALIDATION_FAILED`. */
  error: DatasetsError;
}

/** How far an import has come. */
export interface ImportProgress {
  /** `stage` while items are stored apart, then `commit` while they become a version. */
  phase: 'stage' | 'commit';
  /** How many items are stored apart. */
  staged: number;
}

/** What an import does with the current items that it does not name. */
export type OnMissing = 'keep' | 'delete';

export interface ImportItemsInput extends BatchInput, AdditionRules {
  /** Read once, one by one. What it throws ends the import, and the call rejects with it. */
  items: Iterable<NewDatasetItem> | AsyncIterable<NewDatasetItem>;
  /**
   * What becomes of the current items whose `externalId` no item of the import has, and of those
   * without one; default `keep`. With `delete`, they are deleted in the same version, also those
   * that others added meanwhile. Then every item needs an `externalId`, and `onConflict` is
   * `update` unless it is given. An item that is refused still names its `externalId`.
   */
  onMissing?: OnMissing | undefined;
  /**
   * With `onMissing: 'delete'`, how many items may be deleted; default: any number. More are
   * `TOO_MANY_DELETIONS`, and nothing is changed.
   */
  maxDeleted?: number | undefined;
  /** Called with each item that is refused; default: the first one ends the import. */
  onRejected?: ((rejected: RejectedItem) => void) | undefined;
  /** Called after each chunk of items, and before the commit. */
  onProgress?: ((progress: ImportProgress) => void) | undefined;
}

export interface ImportItemsOutput {
  /** The version that holds the items: the current one when nothing differed. */
  version: Date;
  /** How many were added; deleted items that are back count here. */
  added: number;
  updated: number;
  /** How many were not named; 0 unless `onMissing` is `delete`. */
  deleted: number;
  /** How many were there already, the same or to be skipped. */
  unchanged: number;
  /** How many were refused. */
  rejected: number;
}
