import type * as core from '@mastra-datasets/core';

/** A value of the contract as JSON carries it: times are text in ISO 8601. */
type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Entry)[]
    ? Wire<Entry>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

export type JsonObject = Record<string, unknown>;
export type JsonSchema = core.JsonSchema;

export type Dataset = Wire<core.Dataset>;
export type DatasetItem = Wire<core.DatasetItem>;
export type DatasetItemState = Wire<core.DatasetItemState>;
export type DatasetVersion = Wire<core.DatasetVersion>;
export type DatasetTag = Wire<core.DatasetTag>;
export type DatasetSplit = Wire<core.DatasetSplit>;
export type DatasetItemDifference = Wire<core.DatasetItemDifference>;
export type PaginationInfo = Wire<core.PaginationInfo>;
export type ItemWhere = core.ItemWhere;

export interface DatasetList {
  readonly datasets: Dataset[];
  readonly pagination: PaginationInfo;
}

export interface ItemList {
  readonly items: DatasetItem[];
  readonly pagination: PaginationInfo;
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

export interface VersionList {
  readonly versions: DatasetVersion[];
  readonly pagination: PaginationInfo;
}

/** The first line of a comparison; each other line is a {@link DatasetItemDifference}. */
export interface DiffSummary {
  readonly type: 'summary';
  readonly datasetId: string;
  readonly from: string;
  readonly to: string;
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
}

export type DiffLine = DiffSummary | DatasetItemDifference;

/** Who makes a version, and why. */
export interface Authorship {
  readonly author?: string | undefined;
  readonly message?: string | undefined;
}

/**
 * A version as the address of the page names it: a number, a time in ISO 8601, or a tag; `undefined`
 * for the newest.
 */
export type VersionName = string | undefined;

/** Which items are meant. */
export interface ItemSelection {
  readonly version?: VersionName;
  readonly search?: string | undefined;
  readonly where?: ItemWhere | undefined;
  readonly splits?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
}

/** In which order items come; `newest` first is the default. */
type ItemOrder = 'newest' | 'oldest' | 'shuffled';

export interface ItemsQuery extends ItemSelection {
  readonly order?: ItemOrder | undefined;
  readonly orderBy?:
    { readonly field: 'createdAt' | 'updatedAt'; readonly direction: 'asc' | 'desc' } | undefined;
  /** Where the page before ended, as it says itself; then `page` is 0. */
  readonly cursor?: string | undefined;
  readonly page: number;
  readonly perPage: number;
}

export interface DatasetsQuery {
  readonly search?: string | undefined;
  readonly orderBy?: core.DatasetOrderBy | undefined;
  readonly page: number;
  readonly perPage: number;
}

export interface NewDataset extends Authorship {
  readonly id?: string | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly inputSchema?: JsonSchema | undefined;
  readonly expectedOutputSchema?: JsonSchema | undefined;
}

/** `null` clears a field, and an absent one keeps its value. */
export interface DatasetUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly metadata?: JsonObject | null | undefined;
  readonly inputSchema?: JsonSchema | null | undefined;
  readonly expectedOutputSchema?: JsonSchema | null | undefined;
  readonly attributes?: JsonObject | null | undefined;
  readonly existing?: 'check' | 'keep' | undefined;
  readonly expectedUpdatedAt?: string | undefined;
}

/** Changes of one version, as `applyChanges` of the contract takes them. */
export interface ItemChanges extends Authorship {
  readonly changes: readonly Wire<core.DatasetItemChange>[];
  readonly expectedVersion?: string | number | undefined;
}

export type ItemChange = Wire<core.DatasetItemChange>;
export type ChangesResult = Wire<core.ApplyChangesOutput>;

/** What an import did. */
export interface ImportReport {
  readonly version: string;
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** What was refused: the first 10,000. */
  readonly rejections: readonly RejectedItem[];
}

/** What an import would do. */
export interface ImportPreview extends Omit<ImportReport, 'version'> {
  /** The number of the version that the dataset has. */
  readonly versionNumber?: number;
  /** The first items that would be deleted. */
  readonly deletedItems: readonly DatasetItem[];
}

export interface RejectedItem {
  readonly index: number;
  readonly code: string;
  readonly detail: string;
  readonly details: JsonObject;
}

/** What the store supports, and what the token of the page allows. */
export interface Capabilities {
  readonly supports: Readonly<Record<string, boolean>>;
  readonly limits: Readonly<Record<string, number | false>>;
  readonly role: 'read' | 'write';
}
