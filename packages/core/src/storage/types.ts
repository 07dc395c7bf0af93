import type { ZodType } from 'zod';

/** A JSON Schema document of draft 2020-12. */
export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

/** A schema as callers may give it: JSON Schema, or a zod schema, which is stored as JSON Schema. */
export type SchemaInput = JsonSchema | ZodType;

/**
 * A version of a dataset: its exact `Date` (or any later one before the next version), the number
 * of its commit (0, 1, 2 … within the dataset), or a tag.
 */
export type VersionReference = Date | number | string;

/** A named collection of evaluation items. */
export interface Dataset {
  /** Globally unique, assigned by the storage. */
  id: string;
  name: string;
  /** Absent when the dataset has none. */
  description?: string;
  /** Absent when the dataset has none. */
  metadata?: Record<string, unknown>;
  /** What every item's `input` must satisfy; absent when anything goes. */
  inputSchema?: JsonSchema;
  /** What every item's `expectedOutput` must satisfy, where it has one; absent when anything goes. */
  expectedOutputSchema?: JsonSchema;
  /** The newest commit of item changes. */
  version: Date;
  createdAt: Date;
  /** When the dataset's own fields last changed; changes of items do not count. */
  updatedAt: Date;
}

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

/** A page of a list. */
export interface StoragePagination {
  /** From 0. */
  page: number;
  /** A positive integer, or `false` for everything on one page. */
  perPage: number | false;
}

/** Where a page stands in its list. */
export interface PaginationInfo extends StoragePagination {
  /** How many entries the whole list has. */
  total: number;
  /** Whether entries follow after this page. */
  hasMore: boolean;
}

/** @see DatasetsStorage.createDataset */
export interface CreateDatasetInput {
  /** 1 to 1,000 characters. */
  name: string;
  description?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
  inputSchema?: SchemaInput | null | undefined;
  expectedOutputSchema?: SchemaInput | null | undefined;
}

/** An absent or `undefined` field keeps its value; `null` clears it. */
export interface UpdateDatasetInput {
  id: string;
  name?: string | undefined;
  description?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
  inputSchema?: SchemaInput | null | undefined;
  expectedOutputSchema?: SchemaInput | null | undefined;
  /** Whether existing items must satisfy new schemas (`check`, the default) or may stay (`keep`). */
  existing?: 'check' | 'keep' | undefined;
}

export interface ListDatasetsInput {
  pagination: StoragePagination;
  /** Part of the name, in any case; wildcards have no meaning. */
  search?: string | undefined;
  /** Only datasets whose metadata has each of these keys with an equal value. */
  metadata?: Record<string, unknown> | undefined;
}

export interface ListDatasetsOutput {
  datasets: Dataset[];
  pagination: PaginationInfo;
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

/** Makes a mutation conditional: it fails with `VERSION_CONFLICT` unless this is the newest version. */
export interface ExpectedVersion {
  expectedVersion?: VersionReference | undefined;
}

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

/** What every batch takes. */
export interface BatchInput extends ExpectedVersion {
  datasetId: string;
  /** A note kept with the version; up to 10,000 characters. */
  message?: string | undefined;
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
  ids: readonly string[];
}

/** One change of a batch. */
export type DatasetItemChange =
  | ({ type: 'add'; onConflict?: OnConflict | undefined } & NewDatasetItem)
  | ({ type: 'update' } & DatasetItemUpdate)
  | { type: 'delete'; id: string };

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

/** Which items to list; each condition narrows further. */
export interface ItemFilter {
  /** Text inside any string of `input` or `expectedOutput`, in any case. */
  search?: string | undefined;
  /** Only items whose context has each of these keys with an equal value. */
  context?: Record<string, unknown> | undefined;
  /** Only these items. */
  ids?: readonly string[] | undefined;
}

/** `newest` first is the default everywhere. */
export type ItemOrder = 'newest' | 'oldest';

export interface ListDatasetItemsInput extends ItemFilter {
  datasetId: string;
  pagination: StoragePagination;
  /** Default: the newest. */
  version?: VersionReference | undefined;
  /** Goes on after an earlier page, at that page's version; `page` must be 0. */
  cursor?: string | undefined;
}

export interface ListDatasetItemsOutput {
  items: DatasetItem[];
  pagination: PaginationInfo;
  /** Pass as `cursor` to get the next page; absent on the last one. */
  nextCursor?: string;
}

export interface IterateItemsInput extends ItemFilter {
  datasetId: string;
  /** Default: the newest at the first step of the iteration. */
  version?: VersionReference | undefined;
  /** How many items to fetch at a time: 1 to 10,000, default 500. */
  batchSize?: number | undefined;
  order?: ItemOrder | undefined;
}

export interface GetItemByExternalIdInput {
  datasetId: string;
  externalId: string;
  /** Default: the newest. */
  version?: VersionReference | undefined;
}

/** A commit of item changes. */
export interface DatasetVersion {
  datasetId: string;
  version: Date;
  /** 0 for the dataset's creation, then 1, 2, 3 … */
  number: number;
  added: number;
  updated: number;
  deleted: number;
  /** How many items had their content purged. */
  purged: number;
  /** How many items the version holds. */
  itemCount: number;
  message?: string;
  /** In alphabetical order. */
  tags: string[];
}

export interface ListVersionsInput {
  datasetId: string;
  pagination: StoragePagination;
}

export interface ListVersionsOutput {
  versions: DatasetVersion[];
  pagination: PaginationInfo;
}

/** A state of an item and how it ended. */
export interface DatasetItemState {
  item: DatasetItem;
  /** The version that replaced or deleted this state; `null` while it is current. */
  validTo: Date | null;
  /** `null` while it is current. */
  endedBy: 'update' | 'delete' | null;
}

export interface TagVersionInput {
  datasetId: string;
  version: VersionReference;
  /** 1 to 255 characters, unique within the dataset. */
  tag: string;
  /** Lets an existing tag point to another version; default `false`. */
  move?: boolean | undefined;
}

/** A name for a version. */
export interface DatasetTag {
  datasetId: string;
  tag: string;
  version: Date;
  /** The number of the tagged commit. */
  number: number;
  /** When the tag was made or last moved. */
  createdAt: Date;
}

export interface DiffVersionsInput {
  datasetId: string;
  from: VersionReference;
  to: VersionReference;
}

/** An item that differs between two versions. */
export interface DatasetItemDifference {
  type: 'added' | 'updated' | 'deleted';
  id: string;
  /** As it was at `from`; `null` when it was added. */
  before: DatasetItem | null;
  /** As it is at `to`; `null` when it was deleted. */
  after: DatasetItem | null;
}

/** What differs between two versions; iterate it for the items. */
export interface DatasetDiff extends AsyncIterable<DatasetItemDifference> {
  readonly datasetId: string;
  readonly from: Date;
  readonly to: Date;
  readonly summary: {
    readonly added: number;
    readonly updated: number;
    readonly deleted: number;
  };
}

export interface RestoreVersionInput extends ExpectedVersion {
  datasetId: string;
  version: VersionReference;
  /** A note kept with the new version; up to 10,000 characters. */
  message?: string | undefined;
}

export interface ForkDatasetInput {
  datasetId: string;
  /** Default: the newest. */
  version?: VersionReference | undefined;
  name: string;
  /** Default: those of the source; `null` for none. */
  description?: string | null | undefined;
  /** Default: those of the source; `null` for none. */
  metadata?: Record<string, unknown> | null | undefined;
}

export interface SnapshotDigestInput {
  datasetId: string;
  /** Default: the newest. */
  version?: VersionReference | undefined;
}

/** One way in which an item breaks a schema; the elements of `details.failures`. */
export interface SchemaFailure {
  /** The item's place in the batch, or among the existing items listed. */
  index: number;
  /** The item's id, when it has one already. */
  id?: string;
  field: 'input' | 'expectedOutput';
  /** JSON Pointer (RFC 6901) to the culprit within the field; empty for the field itself. */
  pointer: string;
  message: string;
}
