import type { DatasetItem } from './items.js';
import type { VersionReference } from './versions.js';

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
