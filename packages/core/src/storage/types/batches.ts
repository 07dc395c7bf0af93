import type { AdditionRules, DatasetItem, DatasetItemUpdate, NewDatasetItem } from './items.js';
import type { Authorship, ExpectedVersion } from './versions.js';

/** What every batch takes. */
export interface BatchInput extends ExpectedVersion, Authorship {
  datasetId: string;
}

export interface AddDatasetItemsInput extends BatchInput, AdditionRules {
  items: readonly NewDatasetItem[];
}

export interface UpdateDatasetItemsInput extends BatchInput {
  items: readonly DatasetItemUpdate[];
}

export interface DeleteDatasetItemsInput extends BatchInput {
  ids: readonly string[];
}

/** One change of a batch. */
export type DatasetItemChange =
  | ({ type: 'add' } & AdditionRules & NewDatasetItem)
  | ({ type: 'update' } & DatasetItemUpdate)
  | { type: 'delete'; id: string };

export interface ApplyChangesInput extends BatchInput {
  changes: readonly DatasetItemChange[];
}

/** What became of one change. */
export interface DatasetItemChangeResult {
  /**
   * `added`: also an item that was deleted and is back. `unchanged`: an `add` met an item with its
   * `externalId` and had nothing to change.
   */
  action: 'added' | 'updated' | 'deleted' | 'unchanged';
  id: string;
  /** The item after the change; `null` when it was deleted. */
  item: DatasetItem | null;
}

export interface ApplyChangesOutput {
  /** The version that holds the changes: the current one when nothing differed. */
  version: Date;
  /** In the order of the changes. */
  results: DatasetItemChangeResult[];
}
