import type { DatasetItem } from './items.js';
import type { PaginationInfo, StoragePagination } from './pagination.js';
import type { VersionReference } from './versions.js';

/**
 * A query in MongoDB's notation over a whole item, such as `{ 'context.topic': 'astronomy',
 * 'input.level': { $gte: 3 } }`. The operators are `$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte`,
 * `$in`, `$nin`, `$exists`, `$all`, `$size`, `$elemMatch`, `$and`, `$or`, `$nor` and `$not`;
 * anything else is `INVALID_ARGUMENT`. Times are compared with a `Date` or with text in ISO 8601.
 */
export type ItemWhere = Readonly<Record<string, unknown>>;

/** Which items to list; each condition narrows further. */
export interface ItemFilter {
  /** Text inside any string of `input` or `expectedOutput`, in any case. */
  search?: string | undefined;
  /** Only items whose context has each of these keys with an equal value. */
  context?: Record<string, unknown> | undefined;
  /** Only these items. */
  ids?: readonly string[] | undefined;
  /** Only items that meet this query. */
  where?: ItemWhere | undefined;
  /**
   * Only items in any of these splits. One that no item of the version has is `SPLIT_NOT_FOUND`.
   */
  splits?: readonly string[] | undefined;
}

/**
 * Some of the items that match, the same ones in every adapter and language: those with the lowest
 * ranks. The rank of an item is a hash of the seed and its external id, or else its id. So a new
 * item changes the rank of no other. docs/sampling.md says how to compute it.
 */
export type ItemSample =
  | { size: number; fraction?: undefined; seed: string }
  | { fraction: number; size?: undefined; seed: string };

/** One of `count` parts that have no item in common, by the ranks of {@link ItemSample}. */
export interface ItemShard {
  /** From 0 to `count - 1`. */
  index: number;
  /** From 1. */
  count: number;
  /** Default: the empty text. */
  seed?: string | undefined;
}

/** Which of the items that match are meant. A shard is taken from the sample. */
export interface ItemSelection extends ItemFilter {
  sample?: ItemSample | undefined;
  shard?: ItemShard | undefined;
}

/** `newest` first is the default everywhere. */
export type ItemOrder = 'newest' | 'oldest';

/** In which order items come. */
export interface ItemOrderInput {
  /** By creation, or by rank: `shuffled`. Default: `newest`. Not beside `orderBy`. */
  order?: ItemOrder | 'shuffled' | undefined;
  /** By one of the times of an item. Ties are broken by id, in the same direction. */
  orderBy?: { field: 'createdAt' | 'updatedAt'; direction: 'asc' | 'desc' } | undefined;
  /** The seed of the order `shuffled`. Default: that of the sample, or else the empty text. */
  seed?: string | undefined;
}

export interface ListDatasetItemsInput extends ItemSelection, ItemOrderInput {
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

export interface IterateItemsInput extends ItemSelection, ItemOrderInput {
  datasetId: string;
  /** Default: the newest at the first step of the iteration. */
  version?: VersionReference | undefined;
  /** How many items to fetch at a time: 1 to 10,000, default 500. */
  batchSize?: number | undefined;
}

/** @see DatasetsStorage.listSplits */
export interface ListSplitsInput {
  datasetId: string;
  /** Default: the newest. */
  version?: VersionReference | undefined;
}

/** A named subset of the items of a version. */
export interface DatasetSplit {
  name: string;
  /** How many items of the version are in it. */
  itemCount: number;
}

export interface GetItemByExternalIdInput {
  datasetId: string;
  externalId: string;
  /** Default: the newest. */
  version?: VersionReference | undefined;
}
