import type { PaginationInfo, StoragePagination } from './pagination.js';

/**
 * A version of a dataset: its exact `Date` (or any later one before the next version), the number
 * of its commit (0, 1, 2 … within the dataset), or a tag.
 */
export type VersionReference = Date | number | string;

/** Makes a mutation conditional: it fails with `VERSION_CONFLICT` unless this is the newest version. */
export interface ExpectedVersion {
  expectedVersion?: VersionReference | undefined;
}

/** Makes a change conditional on the state of its item, whatever happened to others. */
export interface ExpectedItemVersion {
  /**
   * The change applies only to the item's state of this `version`, or of this `versionNumber`;
   * otherwise it fails with `VERSION_CONFLICT`, whose details name the item and its present version.
   */
  expectedItemVersion?: Date | number | undefined;
}

/** Who makes a commit, and why; calls that differ in either never share one. */
export interface Authorship {
  /** Who makes it; 1 to 255 characters. */
  author?: string | undefined;
  /** A note kept with the version; up to 10,000 characters. */
  message?: string | undefined;
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
  author?: string;
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

export interface GetVersionInput {
  datasetId: string;
  /** Default: the newest. */
  version?: VersionReference | undefined;
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

export interface RestoreVersionInput extends ExpectedVersion, Authorship {
  datasetId: string;
  version: VersionReference;
}

export interface SnapshotDigestInput {
  datasetId: string;
  /** Default: the newest. */
  version?: VersionReference | undefined;
}
