/** Something about the stored data of a dataset that cannot be right. */
export interface VerificationProblem {
  /**
   * - `VERSION`: the dataset's version is not its newest commit.
   * - `COMMIT_NUMBER`: the commits are not numbered 0, 1, 2 …, or an item or the dataset has a
   *   number that is not that of its commit.
   * - `COMMIT`: an item was changed at a time that is no commit, such as after the newest.
   * - `COUNT`: a commit's counts do not fit the items.
   * - `INTERVAL`: two states of an item overlap, or one ends before it begins.
   * - `TIMES`: the times of a state do not fit its version.
   * - `DATASET`: a state belongs to another dataset.
   * - `EXTERNAL_ID`: two current items have the same external id.
   * - `JSON`: a value of an item or of the dataset is not JSON, or not of the kind that it has to
   *   be.
   * - `PURGE`: a state of a purged item holds content.
   * - `TAG`: a tag names no commit.
   */
  code:
    | 'VERSION'
    | 'COMMIT_NUMBER'
    | 'COMMIT'
    | 'COUNT'
    | 'INTERVAL'
    | 'TIMES'
    | 'DATASET'
    | 'EXTERNAL_ID'
    | 'JSON'
    | 'PURGE'
    | 'TAG';
  message: string;
  /** The item it is about; absent when it is about none. */
  itemId?: string;
  /** The version it is about. */
  version?: Date;
}

export interface VerifyInput {
  datasetId: string;
  /**
   * Whether to correct the counts of items that commits hold; default `false`. They are corrected
   * only where nothing else is wrong: otherwise they tell how many items there should be.
   */
  repair?: boolean | undefined;
}

/** What a verification looked at, and what it found. */
export interface VerificationReport {
  datasetId: string;
  /** The newest version at the beginning of the check; later ones were not looked at. */
  version: Date;
  /** How many commits there are. */
  commits: number;
  /** How many items that version holds. */
  items: number;
  /** How many states of items there are, current and former. */
  states: number;
  /** Empty when all is well. With `repair`, what is still wrong. */
  problems: VerificationProblem[];
  /** What was wrong before it was repaired; absent without `repair`. */
  repaired?: VerificationProblem[];
}
