import type {
  CommitRecord,
  CommitRequest,
  CommitResult,
  CommitSelector,
  DatasetRecord,
  DatasetsPrimitives,
  DatasetUpdate,
  ItemInsert,
  ItemPageRequest,
  ItemRecord,
  ItemStateRecord,
  ListRange,
  TagRecord,
} from '@mastra-datasets/core';
import type { Connection } from './connection.js';
import { isRefusedCommit } from './errors.js';
import { migrate } from './migrations.js';
import * as rows from './rows.js';
import { commitStatements } from './sql/commit.js';
import * as datasets from './sql/datasets.js';
import * as items from './sql/items.js';
import * as versions from './sql/versions.js';
import { nameTables, type Tables } from './tables.js';

/** The primitives over a LibSQL database. */
export class LibSQLPrimitives implements DatasetsPrimitives {
  readonly #connection: Connection;
  readonly #tables: Tables;

  constructor(connection: Connection, tablePrefix: string) {
    this.#connection = connection;
    this.#tables = nameTables(tablePrefix);
  }

  async initialize(): Promise<void> {
    await this.#connection.open();
    await migrate(this.#connection, this.#tables.prefix);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async clear(): Promise<void> {
    await this.#connection.writeAll(() => datasets.clear(this.#tables));
  }

  async insertDataset(dataset: DatasetRecord, inserts: readonly ItemInsert[]): Promise<void> {
    await this.#connection.writeAll(() => datasets.insertDataset(this.#tables, dataset, inserts));
  }

  async updateDataset(update: DatasetUpdate): Promise<DatasetRecord | null> {
    const result = await this.#connection.write(datasets.updateDataset(this.#tables, update));
    const [row] = result.rows;
    return row === undefined ? null : rows.toDatasetRecord(row);
  }

  async deleteDataset(id: string): Promise<void> {
    await this.#connection.writeAll(() => datasets.deleteDataset(this.#tables, id));
  }

  async findDataset(id: string): Promise<DatasetRecord | null> {
    const result = await this.#connection.read(datasets.findDataset(this.#tables, id));
    const [row] = result.rows;
    return row === undefined ? null : rows.toDatasetRecord(row);
  }

  async pageDatasets(range: ListRange): Promise<DatasetRecord[]> {
    const result = await this.#connection.read(datasets.pageDatasets(this.#tables, range));
    return result.rows.map(rows.toDatasetRecord);
  }

  async countDatasets(): Promise<number> {
    const result = await this.#connection.read(datasets.countDatasets(this.#tables));
    return Number(result.rows[0]?.['count'] ?? 0);
  }

  async commit(request: CommitRequest): Promise<CommitResult | null> {
    let returning: readonly number[] = [];
    try {
      const results = await this.#connection.writeAll(() => {
        const commit = commitStatements(this.#tables, request);
        returning = commit.returning;
        return commit.statements;
      });
      const version = rows.toCommitVersion(results[0]);
      if (version === null) return null;
      const updated = returning.flatMap((index) => {
        const result = results[index];
        return result === undefined ? [] : rows.unpackStates(result);
      });
      return { version, updated };
    } catch (error) {
      if (isRefusedCommit(error)) return null;
      throw error;
    }
  }

  async findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null> {
    const statement = versions.findCommit(this.#tables, datasetId, selector);
    const [row] = (await this.#connection.read(statement)).rows;
    return row === undefined ? null : rows.toCommitRecord(row);
  }

  async pageCommits(datasetId: string, range: Omit<ListRange, 'after'>): Promise<CommitRecord[]> {
    const statement = versions.pageCommits(this.#tables, datasetId, range);
    return (await this.#connection.read(statement)).rows.map(rows.toCommitRecord);
  }

  async findItems(ids: readonly string[], at: number | null): Promise<ItemRecord[]> {
    if (ids.length === 0) return [];
    return rows.unpackStates(await this.#connection.read(items.findItems(this.#tables, ids, at)));
  }

  async findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]> {
    if (externalIds.length === 0) return [];
    const statement = items.findItemsByExternalId(this.#tables, datasetId, externalIds, at);
    return rows.unpackStates(await this.#connection.read(statement));
  }

  async findItemStates(id: string): Promise<ItemStateRecord[]> {
    const statement = items.findItemStates(this.#tables, id);
    return rows.unpackStatesWithEnd(await this.#connection.read(statement));
  }

  async pageItems(request: ItemPageRequest): Promise<ItemRecord[]> {
    return rows.unpackStates(await this.#connection.read(items.pageItems(this.#tables, request)));
  }

  async findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    const statement = items.findChangedItemIds(this.#tables, datasetId, after, upTo);
    return (await this.#connection.read(statement)).rows.map((row) => rows.text(row, 'id'));
  }

  async putTag(tag: Omit<TagRecord, 'number'>, move: boolean): Promise<boolean> {
    const result = await this.#connection.write(versions.putTag(this.#tables, tag, move));
    return result.rows.length > 0;
  }

  async deleteTag(datasetId: string, tag: string): Promise<boolean> {
    const result = await this.#connection.write(versions.deleteTag(this.#tables, datasetId, tag));
    return result.rows.length > 0;
  }

  async findTags(datasetId: string): Promise<TagRecord[]> {
    const result = await this.#connection.read(versions.findTags(this.#tables, datasetId));
    return result.rows.map(rows.toTagRecord);
  }
}
