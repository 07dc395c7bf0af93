import type { DatasetItem } from './items.js';
import type { PaginationInfo, StoragePagination } from './pagination.js';
import type { VersionReference } from './versions.js';

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
