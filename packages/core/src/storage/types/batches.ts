import type {
  DatasetItem,
  DatasetItemDeletion,
  DatasetItemUpdate,
  NewDatasetItem,
  OnConflict,
} from './items.js';
import type { Authorship, ExpectedVersion } from './versions.js';

/** What every batch takes. */
export interface BatchInput extends ExpectedVersion, Authorship {
  datasetId: string;
}

export interface AddDatasetItemsInput extends BatchInput {
  items: readonly NewDatasetItem[];
  /** Default `error`: `ITEM_EXISTS`. */
  onConflict?: OnConflict | undefined;
}

export interface UpdateDatasetItemsInput extends BatchInput {
  items: readonly DatasetItemUpdate[];
}

export interface DeleteDatasetItemsInput extends BatchInput {
  /** Each item by its id alone, or with the state that it is expected to be in. */
  ids: readonly (string | DatasetItemDeletion)[];
}

/** One change of a batch. */
export type DatasetItemChange =
  | ({ type: 'add'; onConflict?: OnConflict | undefined } & NewDatasetItem)
  | ({ type: 'update' } & DatasetItemUpdate)
  | ({ type: 'delete' } & DatasetItemDeletion);

export interface ApplyChangesInput extends BatchInput {
  changes: readonly DatasetItemChange[];
}

/** What became of one change. */
export interface DatasetItemChangeResult {
  /** `unchanged`: an `add` met an item with its `externalId` and had nothing to change. */
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
