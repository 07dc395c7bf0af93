import type {
  CommitNotes,
  CommitRecord,
  CommitRequest,
  CommitSelector,
  DatasetRecord,
  ItemCountCorrection,
} from '@mastra-datasets/core';
import { countLeading } from './binary-search.js';

interface Commit {
  readonly record: CommitRecord;
  readonly changedIds: readonly string[];
}

/** What a commit changes, and what it keeps about itself. */
type Changes = CommitNotes & Pick<CommitRequest, 'inserts' | 'updates' | 'deletes' | 'purges'>;

/** The commits of a dataset. The place of each is its number. */
export class CommitLog {
  #commits: Commit[] = [];

  get newest(): CommitRecord | null {
    return this.#commits.at(-1)?.record ?? null;
  }

  /** Adds the commit that has brought a dataset to the version of its record. */
  add({ id: datasetId, version }: DatasetRecord, changes: Changes): void {
    const { inserts, updates, deletes, purges, author, message } = changes;
    const record: CommitRecord = {
      datasetId,
      version,
      number: this.#commits.length,
      added: inserts.length,
      updated: updates.length,
      deleted: deletes.length,
      purged: purges.length,
      itemCount: (this.newest?.itemCount ?? 0) + inserts.length - deletes.length,
      author,
      message,
    };
    const changedIds = [...inserts, ...updates].map(({ id }) => id).concat(deletes);
    this.#commits.push({ record, changedIds });
  }

  find(selector: Exclude<CommitSelector, { type: 'tag' }>): CommitRecord | null {
    switch (selector.type) {
      case 'newest':
        return this.newest;
      case 'number':
        return this.#commits[selector.number]?.record ?? null;
      case 'at':
        return this.#commits[this.#countUpTo(selector.time) - 1]?.record ?? null;
    }
  }

  /** Newest first. */
  page(offset: number, limit: number | null): CommitRecord[] {
    const end = Math.max(0, this.#commits.length - offset);
    const start = limit === null ? 0 : Math.max(0, end - limit);
    return this.#commits
      .slice(start, end)
      .reverse()
      .map(({ record }) => record);
  }

  /** The ids of the items that the commits of an interval changed, once each. */
  changedIds(after: number, upTo: number): string[] {
    const commits = this.#commits.slice(this.#countUpTo(after), this.#countUpTo(upTo));
    return [...new Set(commits.flatMap(({ changedIds }) => changedIds))];
  }

  correctItemCounts({ version, found, difference }: ItemCountCorrection): boolean {
    const first = this.#countUpTo(version) - 1;
    const record = this.#commits[first]?.record;
    if (record?.version !== version || record.itemCount !== found) return false;
    this.#commits = this.#commits.map((commit, index) => {
      if (index < first) return commit;
      const itemCount = commit.record.itemCount + difference;
      return { ...commit, record: { ...commit.record, itemCount } };
    });
    return true;
  }

  /** How many commits are at or before a time. */
  #countUpTo(time: number): number {
    return countLeading(this.#commits, ({ record }) => record.version <= time);
  }
}
