import { DatasetsError, TABLE_DATASET_ITEMS, TABLE_DATASET_VERSIONS } from '@mastra-datasets/core';
import type { MastraConnection, Row, RunStatement } from '../connection/connection.js';
import { NO_CHANGES, Timeline, type Changes } from './timeline.js';
import { numberOf, textOf, timeOf, truthOf } from './values.js';

/** The most versions of which Mastra may have no trace. */
const LONGEST_GAP = 100_000;

/** A state of an item, or its deletion, without the content. */
export interface KnownState {
  readonly id: string;
  /** The version that began it. */
  readonly number: number;
  /** The version that ended it; `null` while it lasts. */
  end: number | null;
  readonly isDeleted: boolean;
  /** When the item was added, in milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/** A state as a row of Mastra's tells it. */
export type GivenState = Pick<KnownState, 'id' | 'isDeleted' | 'createdAt'>;

/**
 * The versions of a dataset, and which states its items had when, in memory: Mastra's tables have no
 * index that finds an item by its id.
 */
export class DatasetIndex {
  readonly timeline: Timeline;
  readonly #states = new Map<string, KnownState[]>();
  readonly #changed = new Map<number, string[]>();

  constructor(datasetId: string) {
    this.timeline = new Timeline(datasetId);
  }

  /** The states of an item, the oldest first; none for an unknown one. */
  statesOf(id: string): readonly KnownState[] {
    return this.#states.get(id) ?? [];
  }

  /** The state of an item that a version has; `null` where it has none. */
  stateAt(id: string, number: number): KnownState | null {
    const state = this.statesOf(id).findLast((known) => known.number <= number);
    return state === undefined || state.isDeleted ? null : state;
  }

  /** The states of all items that a version has. */
  statesAt(number: number): KnownState[] {
    return [...this.#states.keys()].flatMap((id) => this.stateAt(id, number) ?? []);
  }

  /** The ids of the items that versions after one and up to another changed. */
  changedBetween(after: number, upTo: number): string[] {
    const ids = new Set<string>();
    for (let number = after + 1; number <= upTo; number += 1) {
      for (const id of this.#changed.get(number) ?? []) ids.add(id);
    }
    return [...ids];
  }

  /** Adds the next version, with the time that Mastra has for it and the states that it begins. */
  add(time: number, states: readonly GivenState[]): void {
    const changes = { ...NO_CHANGES };
    for (const state of states) changes[this.#kindOf(state)] += 1;
    const { number, version } = this.timeline.add(time, changes);
    for (const { id, isDeleted, createdAt } of states) {
      // An item that the version adds is as old as the version.
      const added = createdAt === time ? version : Math.min(createdAt, version);
      this.#begin({ id, number, end: null, isDeleted, createdAt: added });
    }
    const ids = states.map(({ id }) => id);
    if (ids.length > 0) this.#changed.set(number, ids);
  }

  #kindOf({ id, isDeleted }: GivenState): keyof Changes {
    if (isDeleted) return 'deleted';
    const last = this.statesOf(id).at(-1);
    // An item that was deleted before is added again.
    return last === undefined || last.isDeleted ? 'added' : 'updated';
  }

  #begin(state: KnownState): void {
    const known = this.#states.get(state.id);
    const last = known?.at(-1);
    if (known === undefined || last === undefined) {
      this.#states.set(state.id, [state]);
      return;
    }
    last.end = state.number;
    known.push({ ...state, createdAt: last.createdAt });
  }
}

/** Reads which versions a dataset has, and which states its items. */
export async function readIndex(
  { dialect }: MastraConnection,
  run: RunStatement,
  dataset: Row,
): Promise<DatasetIndex> {
  const id = textOf(dataset, 'id');
  const given = await run(
    `SELECT "version", ${dialect.time('createdAt')} AS "createdAt"
      FROM ${dialect.table(TABLE_DATASET_VERSIONS)} WHERE "datasetId" = ? ORDER BY "version"`,
    [id],
  );
  const times = new Map(given.map((row) => [numberOf(row, 'version'), timeOf(row, 'createdAt')]));
  const rows = await run(
    `SELECT "id", "datasetVersion", "isDeleted", ${dialect.time('createdAt')} AS "createdAt",
        ${dialect.time('updatedAt')} AS "updatedAt"
      FROM ${dialect.table(TABLE_DATASET_ITEMS)} WHERE "datasetId" = ? ORDER BY "datasetVersion"`,
    [id],
  );
  const byNumber = groupByNumber(rows);
  const last = [...times.keys()].at(-1) ?? 0;
  const newest = Math.max(numberOf(dataset, 'version'), last, [...byNumber.keys()].at(-1) ?? 0);
  if (newest - times.size - byNumber.size > LONGEST_GAP) throw tooFewVersions(id, newest);
  const index = new DatasetIndex(id);
  times.set(0, timeOf(dataset, 'createdAt'));
  for (let number = 0; number <= newest; number += 1) {
    const changed = byNumber.get(number) ?? [];
    // Without a time of its own, a version has that of its rows, or comes right after the last one.
    const ofRows = changed[0] === undefined ? -Infinity : timeOf(changed[0], 'updatedAt');
    const time = times.get(number) ?? ofRows;
    index.add(time, changed.map(stateOf));
  }
  return index;
}

function stateOf(row: Row): GivenState {
  return {
    id: textOf(row, 'id'),
    isDeleted: truthOf(row, 'isDeleted'),
    createdAt: timeOf(row, 'createdAt'),
  };
}

function groupByNumber(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const number = numberOf(row, 'datasetVersion');
    const group = groups.get(number);
    if (group === undefined) groups.set(number, [row]);
    else group.push(row);
  }
  return groups;
}

function tooFewVersions(datasetId: string, newest: number): DatasetsError {
  return new DatasetsError(
    'NOT_SUPPORTED',
    `The dataset ${datasetId} has a version ${newest}, and no trace of most versions before it. ` +
      `At most ${LONGEST_GAP} versions may be missing.`,
    { details: { datasetId, number: newest } },
  );
}
