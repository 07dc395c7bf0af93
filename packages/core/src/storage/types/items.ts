import type { ExpectedVersion } from './versions.js';

/** One state of a test case. */
export interface DatasetItem {
  /** Globally unique, assigned by the storage, the same in every version. */
  id: string;
  datasetId: string;
  /** The caller's own key, unique among the current items of the dataset; absent when none. */
  externalId?: string;
  /** The commit that wrote this state of the item. */
  version: Date;
  /** Any JSON value, `null` included. */
  input: unknown;
  /** Any JSON value; `null` is a value, absent means there is none. */
  expectedOutput?: unknown;
  /** Absent when the item has none. */
  context?: Record<string, unknown>;
  /** The commit that first wrote the item. */
  createdAt: Date;
  /** The commit that wrote this state of the item. */
  updatedAt: Date;
  /** Present when the content was purged: the commit that did it. `input` is then `null`. */
  purgedAt?: Date;
}

/** The content of a new item. */
export interface NewDatasetItem {
  /** Any JSON value; `undefined` is refused. */
  input: unknown;
  expectedOutput?: unknown;
  context?: Record<string, unknown> | null | undefined;
  /** 1 to 255 characters, unique among the current items of the dataset. */
  externalId?: string | undefined;
}

/** What to do when a current item already has the `externalId` of a new one. */
export type OnConflict = 'error' | 'skip' | 'update';

export interface AddDatasetItemInput extends NewDatasetItem, ExpectedVersion {
  datasetId: string;
  /** Default `error`: `ITEM_EXISTS`. */
  onConflict?: OnConflict | undefined;
}

/** The changes to one item: absent or `undefined` keeps a field, `context: null` clears it. */
export interface DatasetItemUpdate {
  id: string;
  input?: unknown;
  expectedOutput?: unknown;
  context?: Record<string, unknown> | null | undefined;
}

export interface UpdateDatasetItemInput extends DatasetItemUpdate, ExpectedVersion {
  datasetId: string;
}

export interface DeleteDatasetItemInput extends ExpectedVersion {
  id: string;
  datasetId: string;
}
