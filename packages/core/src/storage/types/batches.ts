import type { ItemWhere } from './item-lists.js';
import type {
  AdditionRules,
  DatasetItem,
  DatasetItemDeletion,
  DatasetItemUpdate,
  NewDatasetItem,
} from './items.js';
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

/** Which items to delete: these, or all of the newest version that meet conditions. */
export type DeletedItems =
  | {
      /** Each item by its id alone, or with the state that it is expected to be in. */
      ids: readonly (string | DatasetItemDeletion)[];
      where?: undefined;
      splits?: undefined;
    }
  | {
      ids?: undefined;
      /** Items that meet this query. */
      where?: ItemWhere | undefined;
      /** Items in any of these splits. One that no item has is `SPLIT_NOT_FOUND`. */
      splits?: readonly string[] | undefined;
    };

/** Either `ids`, or at least one of `where` and `splits`, which narrow down each other. */
export type DeleteDatasetItemsInput = BatchInput & DeletedItems;

/** One change of a batch. */
export type DatasetItemChange =
  | ({ type: 'add' } & AdditionRules & NewDatasetItem)
  | ({ type: 'update' } & DatasetItemUpdate)
  | ({ type: 'delete' } & DatasetItemDeletion);

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
