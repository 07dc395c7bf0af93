/**
 * The answer to a write that a condition kept from happening. Nothing was changed. It names the
 * condition that does not hold; of several, the first in the order in which its type lists them.
 */
export interface Refused<Condition extends string> {
  readonly refused: Condition;
}

/** Tells a refusal from the result of a write that happened. */
export function isRefused(answer: object): answer is Refused<string> {
  return 'refused' in answer;
}

/** The conditions on a dataset that hold for every commit to it. */
type DatasetCondition =
  /** There is a dataset of this id. */
  | 'dataset'
  /**
   * The stored rows fit together. For example, the dataset's version is that of its newest commit.
   * Only an adapter whose rows others can change by hand needs to look.
   */
  | 'intact'
  /** `expectedVersion` is the newest version. */
  | 'version'
  /** `schemaRevision` is that of the dataset. */
  | 'schemas';

/** The conditions that a refusal by `confirm` may name. */
export type ConfirmRefused = Refused<
  | DatasetCondition
  /** Every item in `kept` is current in the dataset, in the state of this version. */
  | 'kept'
>;

/**
 * The conditions that a refusal by `commit` may name. When several conditions on inserted items do
 * not hold, it may name any of them.
 */
export type CommitRefused = Refused<
  | DatasetCondition
  /** Every updated and deleted item is current in the dataset; no other purged one is. */
  | 'items'
  /** Every item in `kept` is current in the dataset, in the state of this version. */
  | 'kept'
  /** No updated item has been purged, nor any that existed before and is inserted again. */
  | 'purged'
  /** Where `checksIdentities` is set: inserted items are those that their external ids name. */
  | 'identities'
  /** The ids of inserted items are new. */
  | 'ids'
  /** No other current item of the dataset has the external id of an inserted one. */
  | 'externalIds'
>;

/**
 * The conditions of a commit that may make its statements fail, for adapters that read the name of
 * a condition out of the error. `dataset` is not among them, because statements that find no
 * dataset do nothing.
 */
export const COMMIT_CONDITIONS = Object.freeze([
  'intact',
  'version',
  'schemas',
  'items',
  'kept',
  'purged',
  'identities',
  'ids',
  'externalIds',
] as const satisfies readonly CommitRefused['refused'][]);

/** The conditions that a refusal by `commitStaged` may name. */
export type StagedCommitRefused = Refused<
  | DatasetCondition
  /** As many items are staged as there should be. */
  | 'staged'
  /** Where `onConflict` is `error`: no current item has the external id of a staged one. */
  | 'externalIds'
  /**
   * Where `onConflict` is `merge`: current items are in the states that staged ones were merged
   * with.
   */
  | 'kept'
  /** Where `onDeleted` is `error`: no deleted item has the external id of a staged one. */
  | 'deletedItems'
  /** Where `onMissing` is `delete`: no more than `maxDeleted` current items are missing. */
  | 'deletions'
>;

/** As {@link COMMIT_CONDITIONS}, for `commitStaged`. */
export const STAGED_COMMIT_CONDITIONS = Object.freeze([
  'intact',
  'version',
  'schemas',
  'staged',
  'externalIds',
  'kept',
  'deletedItems',
  'deletions',
] as const satisfies readonly StagedCommitRefused['refused'][]);

/** The conditions that a refusal by `updateDataset` may name. */
export type DatasetUpdateRefused = Refused<
  | 'dataset'
  /** The dataset's fields are those of `expectedUpdatedAt`. */
  | 'fields'
  /** `expectedVersion` is the newest version. */
  | 'version'
>;

/** The conditions that a refusal by `insertFork` may name. */
export type ForkRefused = Refused<
  /** No dataset has the id of the fork. */
  | 'id'
  /** The source is there, and no other dataset took its place. */
  | 'source'
  /** No item of the source was purged since the fork's items were read. */
  | 'purged'
>;

/** The conditions that a refusal by `putTag` may name. */
export type TagRefused = Refused<
  /** There is a commit of this version. */
  | 'commit'
  /** There is no later commit at or before `upTo`. */
  | 'newest'
  /** The tag is new, names this commit already, or may be moved. */
  | 'tag'
>;
