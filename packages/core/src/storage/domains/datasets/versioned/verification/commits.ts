import type { CommitRecord } from '../adapter/records.js';
import type { Problems } from './problems.js';

/** What a commit did, as counted from the states of items. */
class Tally {
  added = 0;
  updated = 0;
  deleted = 0;
  purged = 0;
}

/**
 * An error in a commit's count of items. Later commits have it too, until one of them corrects it.
 */
interface CountError {
  readonly version: number;
  /** The count that the commit has after the errors before it are corrected. */
  readonly found: number;
  /** What has to be added to make the count right. */
  readonly difference: number;
}

/** The errors in the counts of items. */
export interface ItemCounts {
  /** How many commits have a wrong one. */
  readonly wrong: number;
  /** Where the errors begin and end, oldest first. */
  readonly errors: readonly CountError[];
}

/** The kinds of changes that are counted. */
export type Counted = keyof Tally;

/** Checks that commits follow one another, and that what they say fits the states of the items. */
export class CommitChecker {
  readonly #problems: Problems;
  readonly #commits = new Map<number, CommitRecord>();
  readonly #tallies = new Map<number, Tally>();

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** Takes a commit; one that comes twice counts once. */
  add(commit: CommitRecord): void {
    this.#commits.set(commit.version, commit);
  }

  /** The number of a commit; `undefined` where there is none of this version. */
  numberOf(version: number): number | undefined {
    return this.#commits.get(version)?.number;
  }

  get count(): number {
    return this.#commits.size;
  }

  /** Counts one thing that a commit did to an item. Gives whether there is such a commit. */
  tally(version: number, what: Counted): boolean {
    let tally = this.#tallies.get(version);
    if (tally === undefined) {
      tally = new Tally();
      this.#tallies.set(version, tally);
    }
    tally[what] += 1;
    return this.#commits.has(version);
  }

  /**
   * Compares the commits with one another and with what was counted. Gives what is wrong with their
   * counts of items, oldest first.
   */
  finish(): ItemCounts {
    let wrong = 0;
    const errors: CountError[] = [];
    let corrected = 0;
    const ordered = [...this.#commits.values()].sort((left, right) => left.version - right.version);
    let itemCount = 0;
    for (const [index, commit] of ordered.entries()) {
      const { version, number } = commit;
      if (number !== index) {
        this.#problems.add('COMMIT_NUMBER', `Commit ${index} has the number ${number}.`, {
          version,
        });
      }
      const tally = this.#tallies.get(version) ?? new Tally();
      itemCount += tally.added - tally.deleted;
      for (const what of ['added', 'updated', 'deleted', 'purged'] as const) {
        this.#compare(commit, what, tally[what]);
      }
      this.#compare(commit, 'itemCount', itemCount);
      if (commit.itemCount !== itemCount) wrong += 1;
      const found = commit.itemCount + corrected;
      const difference = itemCount - found;
      if (difference !== 0) errors.push({ version, found, difference });
      corrected += difference;
    }
    return { wrong, errors };
  }

  #compare(commit: CommitRecord, what: Counted | 'itemCount', counted: number): void {
    if (commit[what] === counted) return;
    // Items that were purged in place in the same millisecond count here, too.
    if (what === 'purged' && counted > commit.purged) return;
    const message = `Commit ${commit.number} says ${what} ${commit[what]}, the items say ${counted}.`;
    this.#problems.add('COUNT', message, { version: commit.version });
  }
}
