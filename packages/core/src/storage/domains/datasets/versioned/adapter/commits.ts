import type { ItemDocuments, ItemRecord } from './records.js';

/** An item to insert. */
export interface ItemInsert extends ItemDocuments {
  readonly id: string;
  readonly externalId: string | null;
  /** `null` for the version of the commit itself; a time for an item that existed before. */
  readonly createdAt: number | null;
}

/** Fields of an item to set; absent ones keep their value, `null` removes it. */
export interface ItemUpdate extends Partial<ItemDocuments> {
  readonly id: string;
}

/** What a commit keeps about itself. */
export interface CommitNotes {
  /** Who made it; `null` when nobody said. */
  readonly author: string | null;
  readonly message: string | null;
}

/** The dataset that a fork's items were read from. */
export interface ForkSource {
  readonly datasetId: string;
  /** When it was created: a dataset that took its place has another time. */
  readonly createdAt: number;
  /** How many of its items had a purged state after the fork's items were read. */
  readonly purgedItems: number;
}

/** The newest version that a write expects, or `'any'` when every version will do. */
export type RequiredVersion = number | 'any';

/** Conditions of a change to a dataset. One more is that the dataset exists. */
export interface CommitConditions {
  readonly datasetId: string;
  readonly expectedVersion: RequiredVersion;
  /**
   * The schema revision that the changes were checked against. As in a dataset's record, `null`
   * stands for no schemas: the dataset must have none then.
   */
  readonly schemaRevision: number | null;
  /** Items that are current in the dataset, in the state of this version. */
  readonly kept: readonly Pick<ItemRecord, 'id' | 'version'>[];
}

/** Changes to one dataset that happen together or not at all. */
export interface CommitRequest extends CommitConditions, CommitNotes {
  /**
   * The version is `max(now(), previous version + 1)`, which `nextVersion` computes. Call `now`
   * when the database is locked, not before you wait for it. Otherwise the commit would get a time
   * that others have read at already.
   */
  readonly now: () => number;
  /**
   * A condition: no state of one that existed before, which has a `createdAt`, has been purged.
   * Where an item is a copy of one elsewhere that was purged later, this holds.
   */
  readonly inserts: readonly ItemInsert[];
  /**
   * Whether external ids tell which items the inserts are. Then it is a condition that the external
   * id of an insert without `createdAt` is in no state of the history, and that an insert with one
   * has the id of the item whose state with that external id ended last. Otherwise inserts are what
   * their ids say, whatever other items had their external ids.
   */
  readonly checksIdentities: boolean;
  /**
   * A condition: all of these are current items of the dataset, as are the `deletes`, and none of
   * these has been purged.
   */
  readonly updates: readonly ItemUpdate[];
  readonly deletes: readonly string[];
  /**
   * Ids of items whose states in the history lose their content, after the other changes: `input`
   * becomes JSON `null`, the other documents and `externalId` become `null`, and `purgedAt` the
   * version of this commit. States that were purged before stay as they are. A condition: none
   * of these items is current then.
   */
  readonly purges: readonly string[];
  /**
   * Whether the caller needs the new states of the updated items. Where it does not, an adapter need
   * not read them, and `updated` may be empty.
   */
  readonly returnsUpdated: boolean;
  /**
   * Whether the same commit was refused before, because others were faster. Then an adapter that
   * can lock a dataset should do so before it prepares and sends the changes. So nobody gets in
   * between.
   */
  readonly isContended: boolean;
}

/** Removes the content of items where it stands. */
export interface PurgeRequest {
  readonly datasetId: string;
  readonly ids: readonly string[];
  /** What the states become whose content is removed. */
  readonly purgedAt: number;
}

/** A version and the number of its commit. */
export interface NumberedVersion {
  readonly version: number;
  readonly number: number;
}

/** What a commit made. */
export interface CommitResult extends NumberedVersion {
  /** The new state of every updated item, in any order; see {@link CommitRequest.returnsUpdated}. */
  readonly updated: readonly ItemRecord[];
}
