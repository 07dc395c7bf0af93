import { DatasetsError, type CommitRecord, type CommitSelector } from '@mastra-datasets/core';

/** Which changes a version made. */
export type Changes = Pick<CommitRecord, 'added' | 'updated' | 'deleted'>;

export const NO_CHANGES = Object.freeze({ added: 0, updated: 0, deleted: 0 });

/**
 * The versions of a dataset as commits, by number. Mastra gives two versions within a millisecond
 * the same time, and a clock that was set back makes later ones older. Ours increase strictly, so
 * such a version gets the millisecond after the one before it, and no other time is moved.
 */
export class Timeline {
  readonly #commits: CommitRecord[] = [];
  /** The times that Mastra has. */
  readonly #given: number[] = [];

  constructor(readonly datasetId: string) {}

  /** Adds the next version. */
  add(time: number, changes: Changes): CommitRecord {
    const previous = this.#commits.at(-1);
    const commit = {
      datasetId: this.datasetId,
      version: previous === undefined ? time : Math.max(time, previous.version + 1),
      number: this.#commits.length,
      ...changes,
      purged: 0,
      itemCount: (previous?.itemCount ?? 0) + changes.added - changes.deleted,
      author: null,
      message: null,
    };
    this.#commits.push(commit);
    this.#given.push(time);
    return commit;
  }

  get newest(): CommitRecord | null {
    return this.#commits.at(-1) ?? null;
  }

  /** All commits, the newest last. */
  get commits(): readonly CommitRecord[] {
    return this.#commits;
  }

  find(selector: CommitSelector): CommitRecord | null {
    switch (selector.type) {
      case 'newest':
        return this.newest;
      case 'number':
        return this.#commits[selector.number] ?? null;
      case 'at':
        return this.#commits[this.numberAt(selector.time)] ?? null;
      case 'tag':
        return null;
    }
  }

  /** How many versions have another time here than in Mastra. */
  get moved(): number {
    const isMoved = (commit: CommitRecord, number: number) =>
      Number.isFinite(this.#given[number]) && this.#given[number] !== commit.version;
    return this.#commits.filter(isMoved).length;
  }

  /** The number of the newest version at or before a time; -1 where there is none. */
  numberAt(time: number): number {
    let [low, high] = [0, this.#commits.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#commits[middle]?.version ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The time of a version. */
  timeOf(number: number): number {
    const commit = this.#commits[number];
    if (commit !== undefined) return commit.version;
    const reason = `the version ${number} of ${this.datasetId} has items, and is none of its own`;
    throw new DatasetsError('STORAGE_FAILED', `The tables are damaged: ${reason}.`, {
      details: { reason },
    });
  }
}
