import {
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  createId,
} from '@mastra-datasets/core';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import type { Question } from '../questions.js';
import {
  answerOf,
  inputOf,
  type BasicContender,
  type ConnectionSettings,
  type ReadItem,
  type VersionMark,
} from './contender.js';
import { readSettings, readUsedBytes, type ReadPragma } from './pragmas.js';
import type { OpenSqlite, SqliteDatabase, SqliteStatement, StoredItem } from './sqlite-types.js';

const ITEM_COLUMNS =
  '"id", "datasetId", "version", "input", "expectedOutput", "createdAt", "updatedAt"';

interface LimitItem extends ReadItem {
  readonly datasetId: string;
  readonly version: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function toItem(row: StoredItem): LimitItem {
  return {
    id: row.id,
    datasetId: row.datasetId,
    version: new Date(row.version),
    input: JSON.parse(row.input),
    expectedOutput: JSON.parse(row.expectedOutput),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  };
}

/**
 * What the driver can do at best: better-sqlite3 with prepared statements on a file with our
 * tables, indexes and rows. It stringifies and parses as we do, and does nothing else.
 */
export class LimitContender implements BasicContender {
  readonly role = 'limit';
  readonly label = 'better-sqlite3';
  readonly #database: SqliteDatabase;
  readonly #find: SqliteStatement;
  readonly #insert: SqliteStatement;
  readonly #list: SqliteStatement;

  private constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#find = database.prepare(
      `SELECT ${ITEM_COLUMNS} FROM ${TABLE_DATASET_ITEMS} WHERE "id" = ?`,
    );
    this.#insert = database.prepare(
      `INSERT INTO ${TABLE_DATASET_ITEMS} (${ITEM_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    const list = (table: string, condition: string) =>
      `SELECT ${ITEM_COLUMNS} FROM ${table} WHERE "datasetId" = ? AND "version" <= ?${condition}`;
    this.#list = database.prepare(
      `${list(TABLE_DATASET_ITEMS, '')}
        UNION ALL ${list(TABLE_DATASET_ITEM_HISTORY, ' AND "validTo" > ?')}
        ORDER BY "createdAt" DESC, "id" DESC`,
    );
  }

  static async open(Database: OpenSqlite, path: string): Promise<LimitContender> {
    // Our storage makes the tables and indexes, so that they are the same.
    const ours = new DatasetsLibSQL({ url: `file:${path}` });
    await ours.init();
    await ours.close();
    const database = new Database(path);
    database.pragma('journal_mode = WAL', { simple: true });
    database.pragma('synchronous = NORMAL', { simple: true });
    return new LimitContender(database);
  }

  createDataset(): Promise<string> {
    const id = createId();
    const now = Date.now();
    this.#database
      .prepare(
        `INSERT INTO ${TABLE_DATASETS} ("id", "name", "version", "createdAt", "updatedAt")
          VALUES (?, 'benchmark', ?, ?, ?)`,
      )
      .run(id, now, now, now);
    this.#insertVersion(id, now, 0, 0);
    return Promise.resolve(id);
  }

  addItems(datasetId: string, questions: readonly Question[]): Promise<LimitItem[]> {
    const version = Date.now() + 1;
    const rows = questions.map((question): StoredItem => ({
      id: createId(),
      datasetId,
      version,
      input: JSON.stringify(inputOf(question)),
      expectedOutput: JSON.stringify(answerOf(question)),
      createdAt: version,
      updatedAt: version,
    }));
    this.#database.transaction(() => {
      for (const row of rows) this.#insertItem(row);
      this.#insertVersion(datasetId, version, 1, rows.length);
      this.#database
        .prepare(`UPDATE ${TABLE_DATASETS} SET "version" = ? WHERE "id" = ?`)
        .run(version, datasetId);
    })();
    return Promise.resolve(rows.map(toItem));
  }

  getItem(id: string): Promise<LimitItem | null> {
    const row = this.#find.get(id);
    return Promise.resolve(row === undefined ? null : toItem(row));
  }

  /** The row alone, neither parsed nor copied. */
  getRow(id: string): StoredItem | undefined {
    return this.#find.get(id);
  }

  currentVersion(datasetId: string): Promise<VersionMark> {
    const row = this.#database
      .prepare(`SELECT "version" FROM ${TABLE_DATASETS} WHERE "id" = ?`)
      .get(datasetId);
    if (row === undefined) throw new Error('The dataset is gone.');
    return Promise.resolve(row.version);
  }

  snapshot(datasetId: string, mark: VersionMark): Promise<LimitItem[]> {
    const version = Number(mark);
    return Promise.resolve(
      this.#list.all(datasetId, version, datasetId, version, version).map(toItem),
    );
  }

  waited(): number {
    return 0;
  }

  settings(): Promise<ConnectionSettings> {
    return readSettings(this.#readPragma);
  }

  usedBytes(): Promise<number> {
    return readUsedBytes(this.#readPragma);
  }

  close(): Promise<void> {
    this.#database.close();
    return Promise.resolve();
  }

  readonly #readPragma: ReadPragma = (name) =>
    Promise.resolve(this.#database.pragma(name, { simple: true }));

  #insertItem(row: StoredItem): void {
    const { id, datasetId, version, input, expectedOutput, createdAt, updatedAt } = row;
    this.#insert.run(id, datasetId, version, input, expectedOutput, createdAt, updatedAt);
  }

  #insertVersion(datasetId: string, version: number, number: number, added: number): void {
    this.#database
      .prepare(
        `INSERT INTO ${TABLE_DATASET_VERSIONS} ("datasetId", "version", "number", "added",
            "updated", "deleted", "purged", "itemCount")
          VALUES (?, ?, ?, ?, 0, 0, 0, ?)`,
      )
      .run(datasetId, version, number, added, added);
  }
}
