import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createId } from '@mastra-datasets/core';
import type { Question } from '../questions.js';
import {
  answerOf,
  inputOf,
  type ConnectionSettings,
  type EditingContender,
  type ReadItem,
  type VersionMark,
} from './contender.js';
import type { Lance, LanceDatabase, LanceRow, LanceTable } from './lance-types.js';

const TABLE = 'items';

function toRow(id: string, question: Question): LanceRow {
  return {
    id,
    input: JSON.stringify(inputOf(question)),
    expectedOutput: JSON.stringify(answerOf(question)),
  };
}

function toItem({ id, input, expectedOutput }: LanceRow): ReadItem {
  return { id, input: JSON.parse(input), expectedOutput: JSON.parse(expectedOutput) };
}

function withId(id: string): string {
  return `id = '${id}'`;
}

/**
 * LanceDB, a store of versioned tables: a dataset is a table whose ids have a B-tree index, as its
 * documentation recommends for lookups. It has no order of items and no totals of pages. Tables at
 * old versions stay open, so that only the first read of each pays for that.
 */
export class LanceContender implements EditingContender {
  readonly role = 'lance';
  readonly label = 'LanceDB';
  readonly #lance: Lance;
  readonly #database: LanceDatabase;
  readonly #folder: string;
  readonly #old = new Map<number, LanceTable>();
  #table: LanceTable | undefined;

  private constructor(lance: Lance, database: LanceDatabase, folder: string) {
    this.#lance = lance;
    this.#database = database;
    this.#folder = folder;
  }

  static async open(lance: Lance, folder: string): Promise<LanceContender> {
    await mkdir(folder, { recursive: true });
    const contender = new LanceContender(lance, await lance.connect(folder), folder);
    await contender.#openTable();
    return contender;
  }

  /** The table is made with the first items, from which it takes its columns. */
  createDataset(): Promise<string> {
    return Promise.resolve(TABLE);
  }

  async addItems(_datasetId: string, questions: readonly Question[]): Promise<ReadItem[]> {
    const rows = questions.map((question) => toRow(createId(), question));
    if (this.#table === undefined) {
      this.#table = await this.#database.createTable(TABLE, rows);
      await this.#table.createIndex('id', { config: this.#lance.Index.btree() });
    } else {
      await this.#table.add(rows);
    }
    return rows.map(toItem);
  }

  async addItem(datasetId: string, question: Question): Promise<ReadItem> {
    const [item] = await this.addItems(datasetId, [question]);
    if (item === undefined) throw new Error('LanceDB added nothing.');
    return item;
  }

  async updateItem(_datasetId: string, id: string, question: Question): Promise<ReadItem> {
    const row = toRow(id, question);
    const { input, expectedOutput } = row;
    await this.#current.update({ where: withId(id), values: { input, expectedOutput } });
    return toItem(row);
  }

  async deleteItem(_datasetId: string, id: string): Promise<void> {
    await this.#current.delete(withId(id));
  }

  async deleteItems(_datasetId: string, ids: readonly string[]): Promise<void> {
    await this.#current.delete(`id IN (${ids.map((id) => `'${id}'`).join(', ')})`);
  }

  getItem(id: string): Promise<ReadItem | null> {
    return findItem(this.#current, id);
  }

  async getItemAt(id: string, version: VersionMark): Promise<ReadItem | null> {
    return findItem(await this.#at(version), id);
  }

  countItems(): Promise<number> {
    return this.#current.countRows();
  }

  currentVersion(): Promise<VersionMark> {
    return this.#current.version();
  }

  async snapshot(_datasetId: string, version: VersionMark): Promise<ReadItem[]> {
    const table = await this.#at(version);
    return (await table.query().toArray()).map(toItem);
  }

  /** LanceDB waits for no clock. */
  waited(): number {
    return 0;
  }

  settings(): Promise<ConnectionSettings | null> {
    return Promise.resolve(null);
  }

  async usedBytes(): Promise<number> {
    const entries = await readdir(this.#folder, { recursive: true });
    const sizes = await Promise.all(
      entries.map(async (name) => {
        const found = await stat(join(this.#folder, name));
        return found.isFile() ? found.size : 0;
      }),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  close(): Promise<void> {
    for (const table of this.#old.values()) table.close();
    this.#table?.close();
    this.#database.close();
    return Promise.resolve();
  }

  /** Opens the table of a folder that has one. */
  async #openTable(): Promise<void> {
    const names = await this.#database.tableNames();
    if (names.includes(TABLE)) this.#table = await this.#database.openTable(TABLE);
  }

  get #current(): LanceTable {
    if (this.#table === undefined) throw new Error('LanceDB has no table before the first items.');
    return this.#table;
  }

  async #at(version: VersionMark): Promise<LanceTable> {
    const number = Number(version);
    const known = this.#old.get(number);
    if (known !== undefined) return known;
    const table = await this.#database.openTable(TABLE);
    await table.checkout(number);
    this.#old.set(number, table);
    return table;
  }
}

async function findItem(table: LanceTable, id: string): Promise<ReadItem | null> {
  const [row] = await table.query().where(withId(id)).limit(1).toArray();
  return row === undefined ? null : toItem(row);
}
