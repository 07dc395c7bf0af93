import type { InStatement } from '@libsql/client';
import {
  afterWrite,
  type AttributeEntry,
  type CommitConditions,
  type CommitNotes,
  type CommitRecord,
  type CommitRequest,
  type CommitResult,
  type CommitSelector,
  type DatasetRecord,
  type DatasetsPrimitives,
  type DatasetUpdate,
  type ItemInsert,
  type ItemPageRequest,
  type ItemRecord,
  type ItemStateRecord,
  type ListPosition,
  type ListRange,
  type NumberedVersion,
  type StagingPrimitives,
  type TagRecord,
} from '@mastra-datasets/core';
import type { Connection } from './connection.js';
import { isRefusedCommit, isTooLarge } from './errors.js';
import { migrate } from './migrations.js';
import { readByKeys, readList } from './parts.js';
import * as rows from './rows.js';
import { commitStatements, confirmStatements } from './sql/commit.js';
import * as datasets from './sql/datasets.js';
import { pageItems } from './sql/item-pages.js';
import * as items from './sql/items.js';
import * as versions from './sql/versions.js';
import { LibSQLStaging } from './staging.js';
import { nameTables, type Tables } from './tables.js';

/** The primitives over a LibSQL database. */
export class LibSQLPrimitives implements DatasetsPrimitives {
  readonly #connection: Connection;
  readonly #tables: Tables;
  readonly staging: StagingPrimitives;

  constructor(connection: Connection, tablePrefix: string) {
    this.#connection = connection;
    this.#tables = nameTables(tablePrefix);
    this.staging = new LibSQLStaging(connection, this.#tables);
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

  async insertDataset(
    dataset: DatasetRecord,
    inserts: readonly ItemInsert[],
    notes: CommitNotes,
  ): Promise<boolean> {
    try {
      await this.#connection.writeAll(() =>
        datasets.insertDataset(this.#tables, dataset, inserts, notes),
      );
      return true;
    } catch (error) {
      if (isRefusedCommit(error)) return false;
      throw error;
    }
  }

  async updateDataset(update: DatasetUpdate): Promise<DatasetRecord | null> {
    try {
      const [updated] = await this.#connection.writeAll(() =>
        datasets.updateDataset(this.#tables, update),
      );
      const row = updated?.rows[0];
      return row === undefined ? null : rows.toDatasetRecord(row);
    } catch (error) {
      if (isRefusedCommit(error)) return null;
      throw error;
    }
  }

  async deleteDataset(id: string): Promise<void> {
    await this.#connection.writeAll(() => datasets.deleteDataset(this.#tables, id));
  }

  async findDataset(id: string): Promise<DatasetRecord | null> {
    const result = await this.#connection.read(datasets.findDataset(this.#tables, id));
    const [row] = result.rows;
    return row === undefined ? null : rows.toDatasetRecord(row);
  }

  async pageDatasets(
    range: ListRange,
    attributes: readonly AttributeEntry[],
  ): Promise<DatasetRecord[]> {
    const read = async (part: ListRange) => {
      const statement = datasets.pageDatasets(this.#tables, part, attributes);
      const result = await this.#connection.read(statement);
      return result.rows.map(rows.toDatasetRecord);
    };
    return readList(
      range.limit,
      () => read(range),
      (records, limit) => read({ ...continueAfter(range, records.at(-1)), limit }),
    );
  }

  async countDatasets(attributes: readonly AttributeEntry[]): Promise<number> {
    const statement = datasets.countDatasets(this.#tables, attributes);
    const result = await this.#connection.read(statement);
    return Number(result.rows[0]?.['count'] ?? 0);
  }

  async commit(request: CommitRequest): Promise<CommitResult | null> {
    try {
      return await this.#commit(request, true);
    } catch (error) {
      if (isRefusedCommit(error)) return null;
      // The server has rolled back what it could not answer.
      if (isTooLarge(error)) return this.#commitUnanswered(request);
      throw error;
    }
  }

  async #commit(request: CommitRequest, returnsItems: boolean): Promise<CommitResult | null> {
    let returning: readonly number[] = [];
    const results = await this.#connection.writeAll(() => {
      const commit = commitStatements(this.#tables, request, returnsItems);
      returning = commit.returning;
      return commit.statements;
    });
    const made = rows.toCommitVersion(results[0]);
    if (made === null) return null;
    const updated = returning.flatMap((index) => {
      const result = results[index];
      return result === undefined ? [] : rows.unpackStates(result);
    });
    return { ...made, updated };
  }

  /** Commits, and reads the updated items afterwards in as many parts as it takes. */
  async #commitUnanswered(request: CommitRequest): Promise<CommitResult | null> {
    try {
      const result = await this.#commit(request, false);
      if (result === null) return null;
      const ids = request.updates.map(({ id }) => id);
      const updated = await afterWrite(() => this.findItems(ids, result.version));
      return { ...result, updated };
    } catch (error) {
      if (isRefusedCommit(error)) return null;
      throw error;
    }
  }

  async confirm(conditions: CommitConditions): Promise<NumberedVersion | null> {
    try {
      const results = await this.#connection.writeAll(() =>
        confirmStatements(this.#tables, conditions),
      );
      return rows.toCommitVersion(results[0]);
    } catch (error) {
      if (isRefusedCommit(error)) return null;
      throw error;
    }
  }

  refresh(): Promise<boolean> {
    return this.#connection.refresh();
  }

  async findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null> {
    const statement = versions.findCommit(this.#tables, datasetId, selector);
    const [row] = (await this.#connection.read(statement)).rows;
    return row === undefined ? null : rows.toCommitRecord(row);
  }

  pageCommits(datasetId: string, range: Omit<ListRange, 'after'>): Promise<CommitRecord[]> {
    const read = async (part: Omit<ListRange, 'after'>) => {
      const statement = versions.pageCommits(this.#tables, datasetId, part);
      return (await this.#connection.read(statement)).rows.map(rows.toCommitRecord);
    };
    return readList(
      range.limit,
      () => read(range),
      (commits, limit) => read({ offset: range.offset + commits.length, limit }),
    );
  }

  findItems(ids: readonly string[], at: number | null): Promise<ItemRecord[]> {
    return readByKeys(ids, (part) => this.#readStates(items.findItems(this.#tables, part, at)));
  }

  findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]> {
    return readByKeys(externalIds, (part) =>
      this.#readStates(items.findItemsByExternalId(this.#tables, datasetId, part, at)),
    );
  }

  findItemStates(ids: readonly string[]): Promise<ItemStateRecord[]> {
    const read = async (part: readonly string[], range: items.RowRange | null) => {
      const statement = items.findItemStates(this.#tables, part, range);
      return rows.unpackStatesWithEnd(await this.#connection.read(statement));
    };
    return readByKeys(ids, (part) => {
      if (part.length > 1) return read(part, null);
      return readList(
        null,
        () => read(part, null),
        (states, limit) => read(part, { offset: states.length, limit }),
      );
    });
  }

  async pageItems(request: ItemPageRequest): Promise<ItemRecord[]> {
    const read = (part: ItemPageRequest) => this.#readStates(pageItems(this.#tables, part));
    const { datasetId } = request;
    const findCommit = () => this.findCommit(datasetId, { type: 'at', time: request.at });
    const pinned: { at: number | null } = { at: null };
    const records = await readList(
      request.limit,
      () => read(request),
      async (before, limit) => {
        // A time that is still to come would mean another version in each part.
        const at = (pinned.at ??= (await findCommit())?.version ?? request.at);
        return read({ ...request, ...continueAfter(request, before.at(-1)), limit, at });
      },
    );
    // Parts that were read after the dataset was deleted came out empty.
    return pinned.at !== null && (await findCommit()) === null ? [] : records;
  }

  findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    const read = async (range: items.RowRange | null) => {
      const statement = items.findChangedItemIds(this.#tables, datasetId, after, upTo, range);
      return (await this.#connection.read(statement)).rows.map((row) => rows.text(row, 'id'));
    };
    return readList(
      null,
      () => read(null),
      (ids, limit) => read({ offset: ids.length, limit }),
    );
  }

  async #readStates(statement: InStatement): Promise<ItemRecord[]> {
    return rows.unpackStates(await this.#connection.read(statement));
  }

  async putTag(
    tag: Omit<TagRecord, 'number'>,
    move: boolean,
    upTo: number | null,
  ): Promise<boolean> {
    const result = await this.#connection.write(versions.putTag(this.#tables, tag, move, upTo));
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

/** Where the rest of a list begins, after the last of the rows read so far. */
function continueAfter(
  { after, offset }: Pick<ListRange, 'after' | 'offset'>,
  last: ListPosition | undefined,
): Pick<ListRange, 'after' | 'offset'> {
  if (last === undefined) return { after, offset };
  return { after: { createdAt: last.createdAt, id: last.id }, offset: 0 };
}
