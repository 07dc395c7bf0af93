/**
 * What a storage can do beyond the eleven basic methods. The conformance suite tests each
 * capability that is on, and that each one that is off rejects with `NOT_SUPPORTED`.
 */
export interface DatasetsSupports {
  /** `addItems`, `updateItems`, `deleteItems`, `applyChanges` and `expectedVersion`. */
  readonly batches: boolean;
  /** `importItems`, also with `onMissing` and `maxDeleted`. */
  readonly imports: boolean;
  /** `externalId`, `onConflict`, `onDeleted` and `getItemByExternalId`. */
  readonly externalIds: boolean;
  /** `id` and `onConflict` of `createDataset`. */
  readonly ownIds: boolean;
  /** `attributes` of datasets, and finding datasets by them. */
  readonly attributes: boolean;
  /** `splits`, `source` and `attributes` of items. */
  readonly itemFields: boolean;
  /** `author` of every mutation, and `message` of those that are no batches. */
  readonly authors: boolean;
  /** `expectedItemVersion` wherever an item is changed, and `expectedUpdatedAt` of `updateDataset`. */
  readonly conditions: boolean;
  /** `merge` of updates, and `merge` as `onConflict`. */
  readonly merging: boolean;
  /** `getVersion`, `listVersions`, `getItemHistory`, and commit numbers wherever a version is taken. */
  readonly history: boolean;
  /** `tagVersion`, `untagVersion`, `listTags`, and tags wherever a version is taken. */
  readonly tags: boolean;
  /** `diffVersions`. */
  readonly diff: boolean;
  /** `restoreVersion`. */
  readonly restore: boolean;
  /** `forkDataset`. */
  readonly fork: boolean;
  /** `iterateItems`. */
  readonly iteration: boolean;
  /** `cursor` of `listItems` and `listDatasets`. */
  readonly cursors: boolean;
  /** The filters of `listDatasets` and `listItems`. */
  readonly search: boolean;
  /** `where` and `splits` as conditions, those of `deleteItems` too, and `listSplits`. */
  readonly queries: boolean;
  /** `sample`, `shard` and the order `shuffled`. */
  readonly sampling: boolean;
  /** `orderBy` of items and datasets, and `order` of `listItems`. */
  readonly ordering: boolean;
  /** `inputSchema` and `expectedOutputSchema`. */
  readonly schemas: boolean;
  /** `snapshotDigest`. */
  readonly digest: boolean;
  /** `purgeItem`. */
  readonly purge: boolean;
  /** `keep` of `purgeItem`. */
  readonly purgeInPlace: boolean;
  /** `verify`. */
  readonly verification: boolean;
  /** The storage takes a `clock`. */
  readonly clock: boolean;
}

/** What the eleven abstract methods give by themselves. */
export const BASIC_SUPPORTS: DatasetsSupports = Object.freeze({
  batches: false,
  imports: false,
  externalIds: false,
  ownIds: false,
  attributes: false,
  itemFields: false,
  authors: false,
  conditions: false,
  merging: false,
  history: false,
  tags: false,
  diff: true,
  restore: false,
  fork: false,
  iteration: true,
  cursors: false,
  search: false,
  queries: false,
  sampling: false,
  ordering: false,
  schemas: false,
  digest: true,
  purge: false,
  purgeInPlace: false,
  verification: false,
  clock: false,
});

/** Everything on. */
export const FULL_SUPPORTS: DatasetsSupports = Object.freeze({
  batches: true,
  imports: true,
  externalIds: true,
  ownIds: true,
  attributes: true,
  itemFields: true,
  authors: true,
  conditions: true,
  merging: true,
  history: true,
  tags: true,
  diff: true,
  restore: true,
  fork: true,
  iteration: true,
  cursors: true,
  search: true,
  queries: true,
  sampling: true,
  ordering: true,
  schemas: true,
  digest: true,
  purge: true,
  purgeInPlace: true,
  verification: true,
  clock: true,
});
