import type { Authorship, ExpectedItemVersion, ExpectedVersion } from './versions.js';

/** One state of a test case. */
export interface DatasetItem {
  /** Globally unique, assigned by the storage, the same in every version. */
  id: string;
  datasetId: string;
  /** The caller's own key, which names one item of the dataset for ever; absent when none. */
  externalId?: string;
  /** The commit that wrote this state of the item. */
  version: Date;
  /** The number of that commit; absent only where `supports.history` is off. */
  versionNumber?: number;
  /** Any JSON value, `null` included. */
  input: unknown;
  /** Any JSON value; `null` is a value, absent means there is none. */
  expectedOutput?: unknown;
  /** Absent when the item has none. */
  context?: Record<string, unknown>;
  /** The names of the subsets that it belongs to, each once and in order; absent when none. */
  splits?: string[];
  /** Where the case came from; absent when that was not given. */
  source?: Record<string, unknown>;
  /** What a framework on top keeps with the case; absent when there is none. */
  attributes?: Record<string, unknown>;
  /** The commit that first wrote the item. */
  createdAt: Date;
  /** The commit that wrote this state of the item. */
  updatedAt: Date;
  /**
   * Present when the content was purged: the version that did it, or the time where the item was
   * kept. `input` is then `null`.
   */
  purgedAt?: Date;
}

/** A state of an item and how it ended. */
export interface DatasetItemState {
  item: DatasetItem;
  /** The version that replaced or deleted this state; `null` while it is current. */
  validTo: Date | null;
  /** The number of that version; `null` while this state is current. */
  validToNumber: number | null;
  /** `null` while it is current. */
  endedBy: 'update' | 'delete' | null;
}

/** What describes a case beside its content; in updates absent keeps a field, `null` clears it. */
export interface ItemFields {
  /** The names of subsets that the item belongs to: at most 100, of 1 to 255 characters; a set. */
  splits?: readonly string[] | null | undefined;
  /** Where the case came from; by convention `type`, `referenceId`, `traceId`, `spanId`, `url`. */
  source?: Record<string, unknown> | null | undefined;
  /** What a framework on top keeps with the case, apart from the user's own `context`. */
  attributes?: Record<string, unknown> | null | undefined;
}

/** The content of a new item. */
export interface NewDatasetItem extends ItemFields {
  /** Any JSON value; `undefined` is refused. */
  input: unknown;
  expectedOutput?: unknown;
  context?: Record<string, unknown> | null | undefined;
  /** 1 to 255 characters. It names one item of the dataset, also after that was deleted. */
  externalId?: string | undefined;
}

/**
 * What to do when a current item already has the `externalId` of a new one: refuse it (`error`),
 * leave the item as it is (`skip`), let it take over the whole content (`update`), or only what is
 * given (`merge`). Then an absent field keeps its value, and `context` and `attributes` are merged
 * as in {@link ItemMerge}.
 */
export type OnConflict = 'error' | 'skip' | 'update' | 'merge';

/**
 * What to do when a new item has the `externalId` of a deleted one: `revive` brings that item back,
 * with its `id` and `createdAt` and the content of the new one. Datasets of earlier releases may
 * have several such items; then it is the one that was deleted last.
 */
export type OnDeleted = 'revive' | 'error';

/** What to do with a new item whose `externalId` names an item already. */
export interface AdditionRules {
  /** When that item is current. Default `error`: `ITEM_EXISTS`. */
  onConflict?: OnConflict | undefined;
  /** When it is deleted. Default `revive`; `error` is `ITEM_EXISTS` with `details.deleted`. */
  onDeleted?: OnDeleted | undefined;
}

export interface AddDatasetItemInput
  extends NewDatasetItem, AdditionRules, ExpectedVersion, Authorship {
  datasetId: string;
}

/** The item whose history is asked for: by its id, or by the external id that names it. */
export type GetItemHistoryInput =
  | { id: string; datasetId?: undefined; externalId?: undefined }
  | { id?: undefined; datasetId: string; externalId: string };

/**
 * Changes to some members of an item's objects, as JSON Merge Patch (RFC 7396): members of objects
 * are merged at every depth, `null` removes a member, and any other value takes the place of what
 * is there. `null` for the whole object clears it.
 */
export interface ItemMerge {
  /** Not beside `context` itself. */
  context?: Record<string, unknown> | null | undefined;
  /** Not beside `attributes` itself. */
  attributes?: Record<string, unknown> | null | undefined;
}

/**
 * The changes to one item: absent or `undefined` keeps a field, `null` clears `context`, `splits`,
 * `source` and `attributes`.
 */
export interface DatasetItemUpdate extends ItemFields, ExpectedItemVersion {
  id: string;
  input?: unknown;
  expectedOutput?: unknown;
  context?: Record<string, unknown> | null | undefined;
  /** What changes within objects; two merges of different members at once lose neither. */
  merge?: ItemMerge | undefined;
}

export interface UpdateDatasetItemInput extends DatasetItemUpdate, ExpectedVersion, Authorship {
  datasetId: string;
}

/** An item to delete. */
export interface DatasetItemDeletion extends ExpectedItemVersion {
  id: string;
}

export interface DeleteDatasetItemInput extends DatasetItemDeletion, ExpectedVersion, Authorship {
  datasetId: string;
}

export interface PurgeDatasetItemInput extends Authorship {
  id: string;
  datasetId: string;
  /**
   * Removes the content where it stands, and makes no version: a current item stays as a mark that
   * can be deleted, but not changed. Neither `author` nor `message` is taken then, as no version
   * would hold them. Default `false`.
   */
  keep?: boolean | undefined;
}
