import {
  COMMIT_CONDITIONS,
  datasetKey,
  type AttributeEntry,
  type CommitConditions,
  type CommitNotes,
  type CommitRecord,
  type CommitRefused,
  type CommitRequest,
  type CommitResult,
  type CommitSelector,
  type ConfirmRefused,
  type DatasetPageRequest,
  type DatasetRecord,
  type DatasetsPrimitives,
  type DatasetUpdate,
  type DatasetUpdateRefused,
  type ItemCountCorrection,
  type ItemInsert,
  type ItemPageRequest,
  type ItemRecord,
  type ItemStateRecord,
  type ListRange,
  type NamedItem,
  type NumberedVersion,
  type PurgeRequest,
  type SplitCount,
  type StoredTag,
  type TagRecord,
  type TagRefused,
} from '@mastra-datasets/core';
import type { CitusTables } from './citus/distribution.js';
import { withKeptPlan } from './citus/kept-plans.js';
import { canBeReadInParts, readPage } from './citus/page-reads.js';
import { readInParts, type StateReads } from './citus/state-reads.js';
import type { Connection } from './connection.js';
import type { Database, LockedWrite } from './database.js';
import { isDatasetTaken, refusalFrom } from './errors.js';
import { GivenIds } from './given-ids.js';
import { ItemFinder } from './item-finder.js';
import { migrate } from './migrations.js';
import type { NeededCommit, Reader } from './reader.js';
import * as rows from './rows.js';
import { commitStatements } from './sql/commit.js';
import { confirm } from './sql/conditions.js';
import { lockDataset, locksOf } from './sql/dataset-row.js';
import { purgeInPlace } from './sql/purges.js';
import * as datasets from './sql/datasets.js';
import { isUnordered, pageItems } from './sql/item-pages.js';
import * as items from './sql/items.js';
import type { Statement } from './sql/statement.js';
import { united, type StateQueries } from './sql/state-queries.js';
import * as versions from './sql/versions.js';
import { sortItems } from './sort-items.js';
import { PostgresStaging } from './staging.js';
import type { Tables } from './tables.js';

/** What is learned about a database when it is first used, unless it was told before. */
export interface Layout {
  /** Whether rows are spread over machines by their dataset's id. */
  isDistributed: boolean | undefined;
  /** What Citus has of our tables; `null` where it has distributed none. */
  citus: CitusTables | null;
}

/** What the primitives work with. */
export interface PostgresParts {
  readonly connection: Connection;
  /** What serves the reads; default: the connection. */
  readonly reader?: Reader;
  readonly tables: Tables;
  readonly layout: Layout;
}

/** What the primitives work with while a dataset is held. */
interface HeldParts {
  /** What serves all reads and writes. */
  readonly database: Database;
  readonly finder: ItemFinder;
  readonly givenIds: GivenIds;
}

/** Reads items by id: of the dataset of a key, or of any. */
type ReadOfItems = (reader: Reader, key?: string, needed?: NeededCommit) => Promise<rows.Row[]>;

/** The primitives over a PostgreSQL database. */
export class PostgresPrimitives implements DatasetsPrimitives {
  readonly #parts: PostgresParts;
  readonly #connection: Connection;
  readonly #database: Database;
  readonly #reader: Reader;
  readonly #tables: Tables;
  readonly #finder: ItemFinder;
  readonly #givenIds: GivenIds;
  readonly #layout: Layout;
  readonly staging: PostgresStaging;

  constructor(parts: PostgresParts, held?: HeldParts) {
    const { connection, tables, layout } = parts;
    const database = held?.database ?? connection;
    this.#parts = parts;
    this.#connection = connection;
    this.#database = database;
    this.#reader = held?.database ?? parts.reader ?? connection;
    this.#tables = tables;
    this.#finder = held?.finder ?? new ItemFinder(this.#reader, connection);
    this.#givenIds = held?.givenIds ?? new GivenIds(this.#reader, tables);
    this.#layout = layout;
    this.staging = new PostgresStaging(database, tables);
  }

  async initialize(): Promise<void> {
    this.#connection.open();
    const { isDistributed, citus } = await migrate(this.#connection, this.#tables);
    this.#layout.citus = citus;
    this.#layout.isDistributed ??= isDistributed;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async clear(): Promise<void> {
    await this.#database.write([datasets.clear(this.#tables)]);
  }

  async insertDataset(
    dataset: DatasetRecord,
    inserts: readonly ItemInsert[],
    notes: CommitNotes,
  ): Promise<boolean> {
    try {
      await this.#database.write(datasets.insertDataset(this.#tables, dataset, inserts, notes));
      return true;
    } catch (error) {
      if (isDatasetTaken(error)) return false;
      throw error;
    }
  }

  async updateDataset(update: DatasetUpdate): Promise<DatasetRecord | DatasetUpdateRefused> {
    const [checked, changed] = await this.#database.write([
      datasets.checkDatasetUpdate(this.#tables, update),
      datasets.updateDataset(this.#tables, update),
      ...datasets.replaceAttributes(this.#tables, update.record),
    ]);
    const [row] = changed ?? [];
    if (row !== undefined) return rows.toDatasetRecord(row);
    const refusal = rows.toRefusal(checked?.[0]?.[0], ['fields', 'version']);
    return refusal ?? { refused: 'dataset' };
  }

  async deleteDataset(id: string): Promise<void> {
    await this.#database.write([
      lockDataset(this.#tables, id, true),
      ...datasets.deleteDataset(this.#tables, id),
    ]);
  }

  async findDataset(id: string): Promise<DatasetRecord | null> {
    const [row] = await this.#reader.read(datasets.findDataset(this.#tables, id));
    return row === undefined ? null : rows.toDatasetRecord(row);
  }

  async pageDatasets(
    request: DatasetPageRequest,
    attributes: readonly AttributeEntry[],
  ): Promise<DatasetRecord[]> {
    const statement = datasets.pageDatasets(this.#tables, request, attributes);
    const found = await this.#reader.read(this.#ofAllShards(statement));
    return found.map(rows.toDatasetRecord);
  }

  async countDatasets(attributes: readonly AttributeEntry[]): Promise<number> {
    const statement = datasets.countDatasets(this.#tables, attributes);
    const [row] = await this.#reader.read(this.#ofAllShards(statement));
    return rows.integer(row?.[0]);
  }

  #ofAllShards(statement: Statement): Statement {
    return this.#layout.citus === null ? statement : withKeptPlan(statement);
  }

  async commit(request: CommitRequest): Promise<CommitResult | CommitRefused> {
    const locks = locksOf(this.#tables, request.datasetId);
    let returning: readonly number[] = [];
    const write: LockedWrite = {
      statements: () => {
        const commit = commitStatements(this.#tables, request);
        returning = commit.returning;
        return commit.statements;
      },
      call: () => {
        returning = [1];
        return this.#layout.citus?.commitFunction?.callOf(request) ?? null;
      },
    };
    try {
      const results = await this.#database.writeLocked(locks, write, request.isContended);
      const [advanced] = results[0] ?? [];
      if (advanced === undefined) return { refused: 'dataset' };
      const updated = returning
        .flatMap((index) => results[index] ?? [])
        .map((row) => rows.toItemRecord(row, request.datasetId));
      return { ...rows.toNumberedVersion(advanced), updated };
    } catch (error) {
      return refusalFrom(error, COMMIT_CONDITIONS);
    }
  }

  async purgeInPlace(request: PurgeRequest): Promise<void> {
    await this.#database.write(purgeInPlace(this.#tables, request));
  }

  async confirm(conditions: CommitConditions): Promise<NumberedVersion | ConfirmRefused> {
    // Never asked of a replica.
    const [row] = await this.#database.read(confirm(this.#tables, conditions));
    if (row === undefined) return { refused: 'dataset' };
    const refusal = rows.toRefusal(row[2], ['version', 'schemas', 'kept']);
    return refusal ?? rows.toNumberedVersion(row);
  }

  hold<Outcome>(
    datasetId: string,
    work: (primitives: DatasetsPrimitives) => Promise<Outcome>,
  ): Promise<Outcome> {
    return this.#database.hold(locksOf(this.#tables, datasetId), (database) => {
      const finder = this.#finder.on(database);
      const givenIds = this.#givenIds.on(database);
      return work(new PostgresPrimitives(this.#parts, { database, finder, givenIds }));
    });
  }

  async findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null> {
    const statement = versions.findCommit(this.#tables, datasetId, selector);
    const at = selector.type === 'at' ? selector.time : null;
    const [row] = await this.#reader.read(statement, commitAt(datasetId, at));
    return row === undefined ? null : rows.toCommitRecord(row, datasetId);
  }

  async pageCommits(datasetId: string, range: Omit<ListRange, 'after'>): Promise<CommitRecord[]> {
    const statement = versions.pageCommits(this.#tables, datasetId, range);
    const found = await this.#reader.read(statement);
    return found.map((row) => rows.toCommitRecord(row, datasetId));
  }

  async findItems(
    ids: readonly string[],
    at: number | null,
    datasetId?: string,
  ): Promise<ItemRecord[]> {
    const read: ReadOfItems = (reader, within, needed) => {
      const queries = items.findItems(this.#tables, ids, at, within);
      return within === undefined
        ? reader.read(united(queries))
        : this.#readStates(queries, reader, ids.length, needed);
    };
    const found = await this.#findByIds(ids, read, at, datasetId);
    const records = found.map((row) => rows.toItemRecord(row, datasetId));
    return datasetId === undefined ? this.#givenIds.name(records) : records;
  }

  async findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]> {
    if (externalIds.length === 0) return [];
    const queries = items.findItemsByExternalId(this.#tables, datasetId, externalIds, at);
    const found = await this.#readStates(
      queries,
      this.#reader,
      externalIds.length,
      commitAt(datasetId, at),
    );
    return found.map((row) => rows.toItemRecord(row, datasetId));
  }

  async findNamedItems(datasetId: string, externalIds: readonly string[]): Promise<NamedItem[]> {
    if (externalIds.length === 0) return [];
    const found = await this.#reader.read(
      items.findNamedItems(this.#tables, datasetId, externalIds),
    );
    return found.map((row) => rows.toNamedItem(row, datasetId));
  }

  async findItemStates(ids: readonly string[], datasetId?: string): Promise<ItemStateRecord[]> {
    const read: ReadOfItems = (reader, within, needed) =>
      reader.read(items.findItemStates(this.#tables, ids, within), needed);
    const found = await this.#findByIds(ids, read, null, datasetId);
    const states = found.map((row) => rows.toItemStateRecord(row, datasetId));
    if (datasetId !== undefined) return states;
    const records = await this.#givenIds.name(states.map(({ item }) => item));
    return states.map((state, index) => ({ ...state, item: records[index] ?? state.item }));
  }

  /** Reads items by id, of one dataset or of any. */
  async #findByIds(
    ids: readonly string[],
    read: ReadOfItems,
    at: number | null,
    datasetId: string | undefined,
  ): Promise<rows.Row[]> {
    const [only] = ids;
    if (only === undefined) return [];
    if (datasetId !== undefined) {
      return read(this.#reader, datasetKey(datasetId), commitAt(datasetId, at));
    }
    if (ids.length === 1 && this.#layout.isDistributed === true) {
      return this.#finder.find(only, read, at);
    }
    // Without the dataset, nothing tells whether a replica has the version.
    return read(at === null ? this.#reader : this.#database);
  }

  /** Reads the states of so many items of one dataset. */
  #readStates(
    queries: StateQueries,
    reader: Reader,
    count: number,
    needed?: NeededCommit,
  ): Promise<rows.Row[]> {
    return this.#layout.citus !== null
      ? readInParts(this.#sourceOf(reader), queries, count, needed)
      : reader.read(united(queries), needed);
  }

  #sourceOf(reader: Reader): StateReads {
    return { reader, isOneServer: reader === this.#database };
  }

  async pageItems(request: ItemPageRequest): Promise<ItemRecord[]> {
    const needed = commitAt(request.datasetId, request.at);
    if (this.#layout.citus !== null && canBeReadInParts(request)) {
      const reads = { ...this.#sourceOf(this.#reader), tables: this.#tables };
      const page = await readPage(reads, request, needed);
      if (page !== null) return page;
    }
    const statement = pageItems(this.#tables, request);
    const read = await this.#reader.read(statement, needed);
    const found = read.map((row) => rows.toItemRecord(row, request.datasetId));
    return isUnordered(request) ? sortItems(found, request.order) : found;
  }

  async countSplits(datasetId: string, at: number): Promise<SplitCount[]> {
    const statement = items.countSplits(this.#tables, datasetId, at);
    return (await this.#reader.read(statement, commitAt(datasetId, at))).map(rows.toSplitCount);
  }

  async findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    const statement = items.findChangedItemIds(this.#tables, datasetId, after, upTo);
    return (await this.#reader.read(statement, commitAt(datasetId, upTo))).map(rows.toId);
  }

  async findPurgedItemIds(datasetId: string): Promise<string[]> {
    const statement = items.findPurgedItemIds(this.#tables, datasetId);
    return (await this.#reader.read(statement)).map(rows.toId);
  }

  async putTag(
    tag: Omit<TagRecord, 'number'>,
    move: boolean,
    upTo: number | null,
  ): Promise<StoredTag | TagRefused> {
    const [, stored, checked] = await this.#database.write([
      lockDataset(this.#tables, tag.datasetId, true),
      versions.putTag(this.#tables, tag, move, upTo),
      versions.checkTag(this.#tables, tag, upTo),
    ]);
    const [row] = stored ?? [];
    if (row !== undefined) return { createdAt: rows.integer(row[0]) };
    return rows.toRefusal(checked?.[0]?.[0], ['newest', 'tag']) ?? { refused: 'commit' };
  }

  async deleteTag(datasetId: string, tag: string): Promise<boolean> {
    const [deleted] = await this.#database.write([
      versions.deleteTag(this.#tables, datasetId, tag),
    ]);
    return deleted !== undefined && deleted.length > 0;
  }

  async correctItemCounts(correction: ItemCountCorrection): Promise<boolean> {
    const [, corrected] = await this.#database.write([
      lockDataset(this.#tables, correction.datasetId, true),
      versions.correctItemCounts(this.#tables, correction),
    ]);
    return corrected !== undefined && corrected.length > 0;
  }

  async findTags(datasetId: string): Promise<TagRecord[]> {
    const found = await this.#reader.read(versions.findTags(this.#tables, datasetId));
    return found.map((row) => rows.toTagRecord(row, datasetId));
  }
}

/** The commit that a read at a time needs; none for what is current. */
function commitAt(datasetId: string, at: number): NeededCommit;
function commitAt(datasetId: string, at: number | null): NeededCommit | undefined;
function commitAt(datasetId: string, at: number | null): NeededCommit | undefined {
  return at === null ? undefined : { datasetId: datasetKey(datasetId), version: at };
}
