import {
  datasetKey,
  type AttributeEntry,
  type CommitRecord,
  type CommitSelector,
  type DatasetPageRequest,
  type DatasetRecord,
  type DatasetsReads,
  type ItemPageRequest,
  type ItemRecord,
  type ItemStateRecord,
  type ListRange,
  type NamedItem,
  type SplitCount,
  type TagRecord,
} from '@mastra-datasets/core';
import type { CitusTables } from './citus/distribution.js';
import { withKeptPlan } from './citus/kept-plans.js';
import { canBeReadInParts, readPage } from './citus/page-reads.js';
import { readInParts, type StateReads } from './citus/state-reads.js';
import type { Connection } from './connection.js';
import type { Database } from './database.js';
import { GivenIds } from './given-ids.js';
import { ItemFinder } from './item-finder.js';
import { commitAt, type NeededCommit, type Reader } from './reader.js';
import * as rows from './rows.js';
import { sortItems } from './sort-items.js';
import * as datasets from './sql/datasets.js';
import { isUnordered, pageItems } from './sql/item-pages.js';
import * as items from './sql/items.js';
import { united, type StateQueries } from './sql/state-queries.js';
import type { Statement } from './sql/statement.js';
import * as versions from './sql/versions.js';
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
export interface HeldParts {
  /** What serves all reads and writes. */
  readonly database: Database;
  readonly finder: ItemFinder;
  readonly givenIds: GivenIds;
}

/** Reads items by id: of the dataset of a key, or of any. */
type ReadOfItems = (reader: Reader, key?: string, needed?: NeededCommit) => Promise<rows.Row[]>;

/** What a PostgreSQL database, or a replica of it, is asked for. */
export class PostgresReads implements DatasetsReads {
  protected readonly tables: Tables;
  protected readonly layout: Layout;
  /** The primary, or what a dataset is held by. */
  protected readonly database: Database;
  readonly #reader: Reader;
  readonly #finder: ItemFinder;
  readonly #givenIds: GivenIds;

  constructor({ connection, reader, tables, layout }: PostgresParts, held?: HeldParts) {
    this.tables = tables;
    this.layout = layout;
    this.database = held?.database ?? connection;
    this.#reader = held?.database ?? reader ?? connection;
    this.#finder = held?.finder ?? new ItemFinder(this.#reader, connection);
    this.#givenIds = held?.givenIds ?? new GivenIds(this.#reader, tables);
  }

  /** What primitives need that work on a held dataset, with all that is remembered. */
  protected partsOn(database: Database): HeldParts {
    return {
      database,
      finder: this.#finder.on(database),
      givenIds: this.#givenIds.on(database),
    };
  }

  async findDataset(id: string): Promise<DatasetRecord | null> {
    const [row] = await this.#reader.read(datasets.findDataset(this.tables, id));
    return row === undefined ? null : rows.toDatasetRecord(row);
  }

  async pageDatasets(
    request: DatasetPageRequest,
    attributes: readonly AttributeEntry[],
  ): Promise<DatasetRecord[]> {
    const statement = datasets.pageDatasets(this.tables, request, attributes);
    const found = await this.#reader.read(this.#ofAllShards(statement));
    return found.map(rows.toDatasetRecord);
  }

  async countDatasets(attributes: readonly AttributeEntry[]): Promise<number> {
    const statement = datasets.countDatasets(this.tables, attributes);
    const [row] = await this.#reader.read(this.#ofAllShards(statement));
    return rows.integer(row?.[0]);
  }

  #ofAllShards(statement: Statement): Statement {
    return this.layout.citus === null ? statement : withKeptPlan(statement);
  }

  async findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null> {
    const statement = versions.findCommit(this.tables, datasetId, selector);
    const at = selector.type === 'at' ? selector.time : null;
    const [row] = await this.#reader.read(statement, commitAt(datasetId, at));
    return row === undefined ? null : rows.toCommitRecord(row, datasetId);
  }

  async pageCommits(datasetId: string, range: Omit<ListRange, 'after'>): Promise<CommitRecord[]> {
    const statement = versions.pageCommits(this.tables, datasetId, range);
    const found = await this.#reader.read(statement);
    return found.map((row) => rows.toCommitRecord(row, datasetId));
  }

  async findItems(
    ids: readonly string[],
    at: number | null,
    datasetId?: string,
  ): Promise<ItemRecord[]> {
    const read: ReadOfItems = (reader, within, needed) => {
      const queries = items.findItems(this.tables, ids, at, within);
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
    const queries = items.findItemsByExternalId(this.tables, datasetId, externalIds, at);
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
      items.findNamedItems(this.tables, datasetId, externalIds),
    );
    return found.map((row) => rows.toNamedItem(row, datasetId));
  }

  async findItemStates(ids: readonly string[], datasetId?: string): Promise<ItemStateRecord[]> {
    const read: ReadOfItems = (reader, within, needed) =>
      reader.read(items.findItemStates(this.tables, ids, within), needed);
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
    if (ids.length === 1 && this.layout.isDistributed === true) {
      return this.#finder.find(only, read, at);
    }
    // Without the dataset, nothing tells whether a replica has the version.
    return read(at === null ? this.#reader : this.database);
  }

  /** Reads the states of so many items of one dataset. */
  #readStates(
    queries: StateQueries,
    reader: Reader,
    count: number,
    needed?: NeededCommit,
  ): Promise<rows.Row[]> {
    return this.layout.citus !== null
      ? readInParts(this.#sourceOf(reader), queries, count, needed)
      : reader.read(united(queries), needed);
  }

  #sourceOf(reader: Reader): StateReads {
    return { reader, isOneServer: reader === this.database };
  }

  async pageItems(request: ItemPageRequest): Promise<ItemRecord[]> {
    const needed = commitAt(request.datasetId, request.at);
    if (this.layout.citus !== null && canBeReadInParts(request)) {
      const reads = { ...this.#sourceOf(this.#reader), tables: this.tables };
      const page = await readPage(reads, request, needed);
      if (page !== null) return page;
    }
    const statement = pageItems(this.tables, request);
    const read = await this.#reader.read(statement, needed);
    const found = read.map((row) => rows.toItemRecord(row, request.datasetId));
    return isUnordered(request) ? sortItems(found, request.order) : found;
  }

  async countSplits(datasetId: string, at: number): Promise<SplitCount[]> {
    const statement = items.countSplits(this.tables, datasetId, at);
    return (await this.#reader.read(statement, commitAt(datasetId, at))).map(rows.toSplitCount);
  }

  async findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    const statement = items.findChangedItemIds(this.tables, datasetId, after, upTo);
    return (await this.#reader.read(statement, commitAt(datasetId, upTo))).map(rows.toId);
  }

  async findPurgedItemIds(datasetId: string): Promise<string[]> {
    const statement = items.findPurgedItemIds(this.tables, datasetId);
    return (await this.#reader.read(statement)).map(rows.toId);
  }

  async findTags(datasetId: string): Promise<TagRecord[]> {
    const found = await this.#reader.read(versions.findTags(this.tables, datasetId));
    return found.map((row) => rows.toTagRecord(row, datasetId));
  }
}
