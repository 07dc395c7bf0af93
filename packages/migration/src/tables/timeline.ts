import {
  DatasetsError,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_VERSIONS,
  type CommitRecord,
  type CommitSelector,
} from '@mastra-datasets/core';
import type { MastraConnection, Row, RunStatement } from '../connection/connection.js';
import { numberOf, timeOf } from './values.js';

/** The most versions in a row of which Mastra may have no trace. */
const LONGEST_GAP = 100_000;

/** Which changes a version made. */
type Changes = Pick<CommitRecord, 'added' | 'updated' | 'deleted'>;

const NO_CHANGES: Changes = { added: 0, updated: 0, deleted: 0 };

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

  /** When an item was added, by the time that Mastra has for that, and its first version. */
  creationOf(given: number, firstVersion: number): number {
    const time = this.timeOf(firstVersion);
    return given === this.#given[firstVersion] ? time : Math.min(given, time);
  }
}

/** Reads the versions of a dataset. */
export async function readTimeline(
  { dialect }: MastraConnection,
  run: RunStatement,
  dataset: Row,
): Promise<Timeline> {
  const id = String(dataset['id']);
  const given = await run(
    `SELECT "version", ${dialect.time('createdAt')} AS "createdAt"
      FROM ${dialect.table(TABLE_DATASET_VERSIONS)} WHERE "datasetId" = ? ORDER BY "version"`,
    [id],
  );
  const times = new Map(given.map((row) => [numberOf(row, 'version'), timeOf(row, 'createdAt')]));
  const changed = await run(changesSql(dialect), [id]);
  const changes = new Map(changed.map((row) => [numberOf(row, 'number'), row]));
  const newest = Math.max(numberOf(dataset, 'version'), ...lastOf(times), ...lastOf(changes));
  if (newest - times.size - changes.size > LONGEST_GAP) throw tooFewVersions(id, newest);
  const timeline = new Timeline(id);
  timeline.add(timeOf(dataset, 'createdAt'), changesOf(changes.get(0)));
  for (let number = 1; number <= newest; number += 1) {
    const change = changes.get(number);
    // Without a time of its own, a version has that of its rows, or comes right after the last one.
    const given = change === undefined ? -Infinity : timeOf(change, 'updatedAt');
    timeline.add(times.get(number) ?? given, changesOf(change));
  }
  return timeline;
}

function lastOf(byNumber: ReadonlyMap<number, unknown>): number[] {
  return [...byNumber.keys()].slice(-1);
}

function changesOf(row: Row | undefined): Changes {
  if (row === undefined) return NO_CHANGES;
  return {
    added: numberOf(row, 'added'),
    updated: numberOf(row, 'updated'),
    deleted: numberOf(row, 'deleted'),
  };
}

/** Counts what each version changed. An item that was deleted before is added again. */
function changesSql(dialect: MastraConnection['dialect']): string {
  const sum = (name: string, condition: string) =>
    `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END) AS "${name}"`;
  const isThere = 'NOT "isDeleted"';
  const wasThere = 'coalesce(NOT "wasDeleted", false)';
  return `SELECT "number", max("time") AS "updatedAt",
      ${sum('added', `${isThere} AND NOT ${wasThere}`)},
      ${sum('updated', `${isThere} AND ${wasThere}`)},
      ${sum('deleted', '"isDeleted"')}
    FROM (
      SELECT "datasetVersion" AS "number", ${dialect.time('updatedAt')} AS "time", "isDeleted",
        lag("isDeleted") OVER (PARTITION BY "id" ORDER BY "datasetVersion") AS "wasDeleted"
      FROM ${dialect.table(TABLE_DATASET_ITEMS)} WHERE "datasetId" = ?
    ) AS changes GROUP BY "number" ORDER BY "number"`;
}

function tooFewVersions(datasetId: string, newest: number): DatasetsError {
  return new DatasetsError(
    'NOT_SUPPORTED',
    `The dataset ${datasetId} has a version ${newest}, and no trace of most versions before it. ` +
      `At most ${LONGEST_GAP} versions in a row may be missing.`,
    { details: { datasetId, number: newest } },
  );
}
