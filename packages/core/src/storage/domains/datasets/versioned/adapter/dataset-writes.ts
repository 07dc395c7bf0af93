import type { RequiredVersion } from './commits.js';
import type { DatasetRecord } from './records.js';

/** New values of a dataset's own fields. */
export interface DatasetUpdate {
  /** A condition: nobody changed the dataset's fields since they were read. */
  readonly expectedUpdatedAt: number;
  /** A condition: the newest version. */
  readonly expectedVersion: RequiredVersion;
  /** The dataset's new fields; its `version` is not stored. */
  readonly record: DatasetRecord;
}

/** A correction of the counts of items that a commit and all later commits hold. */
export interface ItemCountCorrection {
  readonly datasetId: string;
  /** The version of the first commit that is corrected. */
  readonly version: number;
  /** A condition: the count that this commit holds. */
  readonly found: number;
  /** What is added to the count of this commit, and of every later one. */
  readonly difference: number;
}

/** What became of a tag that was put. */
export interface StoredTag {
  /** Since when the tag names the commit. */
  readonly createdAt: number;
}
