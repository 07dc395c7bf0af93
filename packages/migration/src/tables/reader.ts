import {
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  type DatasetRecord,
} from '@mastra-datasets/core';
import type { MastraConnection, Row, RunStatement } from '../connection/connection.js';
import { readColumns, selection, type Columns } from './columns.js';
import { inGivenOrder, type MakeDocument } from './content.js';
import { readDataset } from './dataset-rows.js';
import { readItem } from './item-rows.js';
import { readTimeline, type Timeline } from './timeline.js';
import { numberOf, numberOrNull, textOf } from './values.js';

/** A dataset with its versions, as they were at one moment. */
export interface FoundDataset {
  readonly record: DatasetRecord;
  readonly timeline: Timeline;
}

/** A state of an item, with the number of the version that ended it. */
export type FoundState = ReturnType<typeof readItem>;

/** Finds rows in Mastra's tables, and gives them as our records. It writes nothing. */
export class TablesReader {
  readonly connection: MastraConnection;
  readonly makeDocument: MakeDocument;
  #columns: Columns | undefined;
  readonly #timelines = new Map<string, Timeline>();

  constructor(connection: MastraConnection, makeDocument: MakeDocument = inGivenOrder) {
    this.connection = connection;
    this.makeDocument = makeDocument;
  }

  /** Rejects with `SCHEMA_MISMATCH` where the tables are not Mastra's. */
  async columns(): Promise<Columns> {
    this.#columns ??= await readColumns(this.connection);
    return this.#columns;
  }

  /** A dataset; `null` for an unknown id. */
  async dataset(id: string, run: RunStatement = this.connection.run): Promise<FoundDataset | null> {
    const [row] = await run(`${await this.#datasetsSql()} WHERE d."id" = ?`, [id]);
    return row === undefined ? null : this.#found(row, run);
  }

  /** The ids of all datasets, the oldest first. */
  async datasetIds(): Promise<string[]> {
    const { dialect, run } = this.connection;
    const sql = `SELECT "id" FROM ${dialect.table(TABLE_DATASETS)} ORDER BY "createdAt", "id"`;
    return (await run(sql)).map((row) => textOf(row, 'id'));
  }

  /** A timeline that reaches a version, if the dataset does; `null` for an unknown dataset. */
  async timelineTo(datasetId: string, number: number): Promise<Timeline | null> {
    const known = this.#timelines.get(datasetId);
    if (known?.newest !== undefined && (known.newest?.number ?? -1) >= number) return known;
    return (await this.dataset(datasetId))?.timeline ?? null;
  }

  /** As {@link timelineTo}, for a time. */
  async timelineAt(datasetId: string, time: number): Promise<Timeline | null> {
    const known = this.#timelines.get(datasetId);
    if ((known?.newest?.version ?? -Infinity) >= time) return known ?? null;
    return (await this.dataset(datasetId))?.timeline ?? null;
  }

  /** Forgets what it knows of the versions of a dataset. */
  forget(datasetId: string): void {
    this.#timelines.delete(datasetId);
  }

  /** Remembers the versions of a dataset that was just made. */
  remember(timeline: Timeline): void {
    this.#timelines.set(timeline.datasetId, timeline);
  }

  /** States of items that are no deletions, by a condition, of datasets that are there. */
  async states(
    condition: string,
    values: readonly (string | number)[],
    run: RunStatement = this.connection.run,
  ): Promise<FoundState[]> {
    const { dialect } = this.connection;
    const { [TABLE_DATASET_ITEMS]: columns } = await this.columns();
    const table = dialect.table(TABLE_DATASET_ITEMS);
    const rows = await run(
      `SELECT ${selection(dialect, columns)}, (SELECT min(f."datasetVersion") FROM ${table} f
          WHERE f."id" = i."id") AS "firstVersion"
        FROM ${table} i WHERE NOT "isDeleted" AND ${condition}`,
      values,
    );
    const states: FoundState[] = [];
    for (const row of rows) {
      const highest = Math.max(numberOf(row, 'datasetVersion'), numberOrNull(row, 'validTo') ?? 0);
      const timeline = await this.timelineTo(textOf(row, 'datasetId'), highest);
      if (timeline !== null) states.push(readItem(row, columns, timeline, this.makeDocument));
    }
    return states;
  }

  async #found(row: Row, run: RunStatement): Promise<FoundDataset | null> {
    const { [TABLE_DATASETS]: columns } = await this.columns();
    const id = textOf(row, 'id');
    const number = Math.max(numberOf(row, 'version'), numberOrNull(row, 'newestVersion') ?? 0);
    let timeline = this.#timelines.get(id);
    if (timeline?.newest?.number !== number) {
      timeline = await readTimeline(this.connection, run, row);
      this.remember(timeline);
    }
    const { newest } = timeline;
    if (newest === null) return null;
    const { version, number: versionNumber } = newest;
    const fields = readDataset(row, columns, this.makeDocument);
    return { record: { ...fields, version, versionNumber }, timeline };
  }

  async #datasetsSql(): Promise<string> {
    const { dialect } = this.connection;
    const { [TABLE_DATASETS]: columns } = await this.columns();
    return `SELECT ${selection(dialect, columns)}, (SELECT max(v."version")
        FROM ${dialect.table(TABLE_DATASET_VERSIONS)} v WHERE v."datasetId" = d."id"
      ) AS "newestVersion" FROM ${dialect.table(TABLE_DATASETS)} d`;
  }
}
