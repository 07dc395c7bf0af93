import {
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  type DatasetRecord,
  type ItemRecord,
} from '@mastra-datasets/core';
import type { MastraConnection, Row, RunStatement } from '../connection/connection.js';
import { readColumns, selection, type Columns } from './columns.js';
import { inGivenOrder, type MakeDocument } from './content.js';
import { readIndex, type DatasetIndex, type KnownState } from './dataset-index.js';
import { readDataset } from './dataset-rows.js';
import { readItem } from './item-rows.js';
import { numberOf, numberOrNull, textOf } from './values.js';

/** How many states are fetched at a time. */
const STATES_AT_ONCE = 1_000;

/** A dataset with its versions, as they were at one moment. */
export interface FoundDataset {
  readonly record: DatasetRecord;
  readonly index: DatasetIndex;
}

/** Finds rows in Mastra's tables, and gives them as our records. It writes nothing. */
export class TablesReader {
  readonly connection: MastraConnection;
  readonly makeDocument: MakeDocument;
  #columns: Columns | undefined;
  /** What is known of the dataset asked for last, as one is copied after the other. */
  #known: DatasetIndex | null = null;

  constructor(connection: MastraConnection, makeDocument: MakeDocument = inGivenOrder) {
    this.connection = connection;
    this.makeDocument = makeDocument;
  }

  /** Rejects with `SCHEMA_MISMATCH` where the tables are not Mastra's. */
  async columns(): Promise<Columns> {
    this.#columns ??= await readColumns(this.connection);
    return this.#columns;
  }

  /** A dataset as it is now; `null` for an unknown id. */
  async dataset(id: string, run: RunStatement = this.connection.run): Promise<FoundDataset | null> {
    const { dialect } = this.connection;
    const { [TABLE_DATASETS]: columns } = await this.columns();
    const [row] = await run(
      `SELECT ${selection(dialect, columns)}, (SELECT max(v."version")
          FROM ${dialect.table(TABLE_DATASET_VERSIONS)} v WHERE v."datasetId" = d."id"
        ) AS "newestVersion" FROM ${dialect.table(TABLE_DATASETS)} d WHERE d."id" = ?`,
      [id],
    );
    if (row === undefined) return null;
    const index = await this.#indexOf(row, run);
    const { newest } = index.timeline;
    if (newest === null) return null;
    const { version, number: versionNumber } = newest;
    const fields = readDataset(row, columns, this.makeDocument);
    return { record: { ...fields, version, versionNumber }, index };
  }

  /** The ids of all datasets, the oldest first. */
  async datasetIds(): Promise<string[]> {
    const { dialect, run } = this.connection;
    const sql = `SELECT "id" FROM ${dialect.table(TABLE_DATASETS)} ORDER BY "createdAt", "id"`;
    return (await run(sql)).map((row) => textOf(row, 'id'));
  }

  /** The index of a dataset, which reaches a version if the dataset does; `null` for an unknown one. */
  async indexTo(datasetId: string, number: number): Promise<DatasetIndex | null> {
    const known = this.#known?.timeline.datasetId === datasetId ? this.#known : null;
    if (known !== null && (known.timeline.newest?.number ?? -1) >= number) return known;
    return (await this.dataset(datasetId))?.index ?? null;
  }

  /** As {@link indexTo}, for a time. */
  async indexAt(datasetId: string, time: number): Promise<DatasetIndex | null> {
    const known = this.#known?.timeline.datasetId === datasetId ? this.#known : null;
    if (known !== null && (known.timeline.newest?.version ?? -Infinity) >= time) return known;
    return (await this.dataset(datasetId))?.index ?? null;
  }

  /** Forgets what it knows of versions, which may have been undone. */
  forget(): void {
    this.#known = null;
  }

  /** The records of states, in any order; none for those that are gone. */
  async items(
    index: DatasetIndex,
    states: readonly KnownState[],
    run: RunStatement = this.connection.run,
  ): Promise<ItemRecord[]> {
    const items: ItemRecord[] = [];
    for (let start = 0; start < states.length; start += STATES_AT_ONCE) {
      const some = states.slice(start, start + STATES_AT_ONCE);
      items.push(...(await this.#someItems(index, some, run)));
    }
    return items;
  }

  async #someItems(
    index: DatasetIndex,
    states: readonly KnownState[],
    run: RunStatement,
  ): Promise<ItemRecord[]> {
    const { dialect } = this.connection;
    const { [TABLE_DATASET_ITEMS]: columns } = await this.columns();
    const byKey = new Map(states.map((state) => [keyOf(state.id, state.number), state] as const));
    const numbers = [...new Set(states.map(({ number }) => number))];
    // Mastra has an index of the versions in which rows begin, and in SQLite none of their ids.
    const rows = await run(
      `SELECT ${selection(dialect, columns)} FROM ${dialect.table(TABLE_DATASET_ITEMS)}
        WHERE "datasetId" = ? AND "datasetVersion" IN (${numbers.join(', ')})
          AND ${dialect.isAmong('id')}`,
      [index.timeline.datasetId, JSON.stringify(states.map(({ id }) => id))],
    );
    return rows.flatMap((row) => {
      const state = byKey.get(keyOf(textOf(row, 'id'), numberOf(row, 'datasetVersion')));
      return state === undefined ? [] : readItem(row, columns, state, index, this.makeDocument);
    });
  }

  async #indexOf(row: Row, run: RunStatement): Promise<DatasetIndex> {
    const number = Math.max(numberOf(row, 'version'), numberOrNull(row, 'newestVersion') ?? 0);
    const known = this.#known;
    if (known?.timeline.datasetId === row['id'] && known?.timeline.newest?.number === number) {
      return known;
    }
    this.#known = await readIndex(this.connection, run, row);
    return this.#known;
  }
}

function keyOf(id: string, number: number): string {
  return `${number} ${id}`;
}
