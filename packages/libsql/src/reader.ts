import {
  datasetPosition,
  type AttributeEntry,
  type CommitRecord,
  type CommitSelector,
  type DatasetRecord,
  type DatasetPageRequest,
  type ItemPageRequest,
  type ItemRecord,
  type ItemStateRecord,
  type ListPosition,
  type ListRange,
  type NamedItem,
  type SplitCount,
  type TagRecord,
  type DatasetsReads,
} from '@mastra-datasets/core';
import type { Database } from './database/database.js';
import { readByKeys, readList } from './parts.js';
import * as rows from './rows/records.js';
import { number, numberOrNull, text } from './rows/values.js';
import * as datasets from './sql/datasets.js';
import * as items from './sql/items.js';
import * as versions from './sql/versions.js';
import { pageItems } from './sql/item-pages.js';
import type { Row, Statement } from './sql/statement.js';
import { tableNames, type Tables } from './tables.js';

/** What reads from a LibSQL database. */
export class LibSQLReader implements DatasetsReads {
  protected readonly database: Database;
  protected readonly tables: Tables;

  constructor(database: Database, tablePrefix: string) {
    this.database = database;
    this.tables = { ...tableNames(tablePrefix), states: database.states };
  }

  get itemsPerTurn(): number | undefined {
    return this.database.itemsPerTurn;
  }

  async findDataset(id: string): Promise<DatasetRecord | null> {
    const row = await this.database.readFirst(datasets.findDataset(this.tables, id));
    return row === undefined ? null : rows.toDatasetRecord(row);
  }

  async pageDatasets(
    request: DatasetPageRequest,
    attributes: readonly AttributeEntry[],
  ): Promise<DatasetRecord[]> {
    const { orderBy } = request;
    const read = async (part: DatasetPageRequest) => {
      const statement = datasets.pageDatasets(this.tables, part, attributes);
      return (await this.database.read(statement)).map(rows.toDatasetRecord);
    };
    return readList(
      request.limit,
      () => read(request),
      (records, limit) => {
        const last = records.at(-1);
        if (last === undefined) return read({ ...request, limit });
        return read({ orderBy, after: datasetPosition(orderBy, last), offset: 0, limit });
      },
    );
  }

  async countDatasets(attributes: readonly AttributeEntry[]): Promise<number> {
    const statement = datasets.countDatasets(this.tables, attributes);
    const row = await this.database.readFirst(statement);
    return row === undefined ? 0 : number(row, 0);
  }

  async findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null> {
    const statement = versions.findCommit(this.tables, datasetId, selector);
    const row = await this.database.readFirst(statement);
    return row === undefined ? null : rows.toCommitRecord(row);
  }

  pageCommits(datasetId: string, range: Omit<ListRange, 'after'>): Promise<CommitRecord[]> {
    const read = async (part: Omit<ListRange, 'after'>) => {
      const statement = versions.pageCommits(this.tables, datasetId, part);
      return (await this.database.read(statement)).map(rows.toCommitRecord);
    };
    return readList(
      range.limit,
      () => read(range),
      (commits, limit) => read({ offset: range.offset + commits.length, limit }),
    );
  }

  findItems(ids: readonly string[], at: number | null): Promise<ItemRecord[]> {
    const [only] = ids;
    if (at === null && ids.length === 1 && only !== undefined) return this.#findItem(only);
    return readByKeys(ids, (part) => this.#readStates(items.findItems(this.tables, part, at)));
  }

  findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]> {
    return readByKeys(externalIds, (part) =>
      this.#readStates(items.findItemsByExternalId(this.tables, datasetId, part, at)),
    );
  }

  findNamedItems(datasetId: string, externalIds: readonly string[]): Promise<NamedItem[]> {
    const { states } = this.tables;
    return readByKeys(externalIds, async (part) => {
      const statement = items.findNamedItems(this.tables, datasetId, part);
      return (await this.database.read(statement)).map((row) => ({
        item: states.read(row),
        validTo: numberOrNull(row, states.width),
      }));
    });
  }

  findItemStates(ids: readonly string[]): Promise<ItemStateRecord[]> {
    const read = async (part: readonly string[], range: items.RowRange | null) => {
      const statement = items.findItemStates(this.tables, part, range);
      return (await this.database.read(statement)).map((row) => this.#toStateWithEnd(row));
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
    const read = (part: ItemPageRequest) => this.#readStates(pageItems(this.tables, part));
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

  async countSplits(datasetId: string, at: number): Promise<SplitCount[]> {
    const counts = await this.database.read(items.countSplits(this.tables, datasetId, at));
    return counts.map((row) => ({
      splits: JSON.parse(text(row, 0)) as string[],
      count: number(row, 1),
    }));
  }

  findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    const read = async (range: items.RowRange | null) => {
      const statement = items.findChangedItemIds(this.tables, datasetId, after, upTo, range);
      return (await this.database.read(statement)).map((row) => text(row, 0));
    };
    return readList(
      null,
      () => read(null),
      (ids, limit) => read({ offset: ids.length, limit }),
    );
  }

  findPurgedItemIds(datasetId: string): Promise<string[]> {
    const read = async (range: items.RowRange | null) => {
      const statement = items.findPurgedItemIds(this.tables, datasetId, range);
      return (await this.database.read(statement)).map((row) => text(row, 0));
    };
    return readList(
      null,
      () => read(null),
      (ids, limit) => read({ offset: ids.length, limit }),
    );
  }

  async #findItem(id: string): Promise<ItemRecord[]> {
    const row = await this.database.readFirst(items.findItem(this.tables, id));
    return row === undefined ? [] : [this.tables.states.read(row)];
  }

  async #readStates(statement: Statement): Promise<ItemRecord[]> {
    return (await this.database.read(statement)).map(this.tables.states.read);
  }

  /** Reads what `findItemStates` selects. */
  #toStateWithEnd(row: Row): ItemStateRecord {
    const { states } = this.tables;
    return {
      item: states.read(row),
      validTo: numberOrNull(row, states.width),
      validToNumber: numberOrNull(row, states.width + 1),
    };
  }

  async findTags(datasetId: string): Promise<TagRecord[]> {
    const found = await this.database.read(versions.findTags(this.tables, datasetId));
    return found.map(rows.toTagRecord);
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
