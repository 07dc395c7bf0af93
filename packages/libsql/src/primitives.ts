import {
  COMMIT_CONDITIONS,
  afterWrite,
  datasetPosition,
  isRefused,
  type AttributeEntry,
  type CommitConditions,
  type CommitNotes,
  type CommitRecord,
  type CommitRefused,
  type CommitRequest,
  type CommitResult,
  type CommitSelector,
  type ConfirmRefused,
  type DatasetRecord,
  type DatasetsPrimitives,
  type DatasetPageRequest,
  type DatasetUpdate,
  type DatasetUpdateRefused,
  type ItemCountCorrection,
  type ItemInsert,
  type ItemPageRequest,
  type ItemRecord,
  type ItemStateRecord,
  type ListPosition,
  type ListRange,
  type NamedItem,
  type NumberedVersion,
  type PurgeRequest,
  type SplitCount,
  type StagingPrimitives,
  type StoredTag,
  type TagRecord,
  type TagRefused,
} from '@mastra-datasets/core';
import type { Database } from './database/database.js';
import { isDatasetTaken, isTooLarge, refusalFrom } from './errors.js';
import { migrate } from './migrations.js';
import { readByKeys, readList } from './parts.js';
import * as rows from './rows/records.js';
import { number, numberOrNull, text } from './rows/values.js';
import { commitStatements, confirmStatements, purgeInPlace, touchDataset } from './sql/commit.js';
import * as datasets from './sql/datasets.js';
import { pageItems } from './sql/item-pages.js';
import * as items from './sql/items.js';
import * as versions from './sql/versions.js';
import { LibSQLStaging } from './staging.js';
import type { Row, Statement } from './sql/statement.js';
import { tableNames, type Tables } from './tables.js';

/** The answer to more updates than this may be larger than a server gives. */
const MOST_ANSWERED = 1_000;

/** The primitives over a LibSQL database. */
export class LibSQLPrimitives implements DatasetsPrimitives {
  readonly #database: Database;
  readonly #tables: Tables;
  readonly staging: StagingPrimitives;

  constructor(database: Database, tablePrefix: string) {
    this.#database = database;
    this.#tables = { ...tableNames(tablePrefix), states: database.states };
    this.staging = new LibSQLStaging(database, this.#tables);
  }

  async initialize(): Promise<void> {
    await this.#database.open();
    await migrate(this.#database, this.#tables.prefix);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  async clear(): Promise<void> {
    await this.#database.write(() => datasets.clear(this.#tables));
  }

  async insertDataset(
    dataset: DatasetRecord,
    inserts: readonly ItemInsert[],
    notes: CommitNotes,
  ): Promise<boolean> {
    try {
      await this.#database.write(() =>
        datasets.insertDataset(this.#tables, dataset, inserts, notes),
      );
      return true;
    } catch (error) {
      if (isDatasetTaken(error)) return false;
      throw error;
    }
  }

  async updateDataset(update: DatasetUpdate): Promise<DatasetRecord | DatasetUpdateRefused> {
    try {
      const [updated] = await this.#database.write(() =>
        datasets.updateDataset(this.#tables, update),
      );
      const row = updated?.rows[0];
      return row === undefined ? { refused: 'dataset' } : rows.toDatasetRecord(row);
    } catch (error) {
      return refusalFrom(error, ['fields', 'version']);
    }
  }

  async deleteDataset(id: string): Promise<void> {
    await this.#database.write(() => datasets.deleteDataset(this.#tables, id));
  }

  async findDataset(id: string): Promise<DatasetRecord | null> {
    const row = await this.#database.readFirst(datasets.findDataset(this.#tables, id));
    return row === undefined ? null : rows.toDatasetRecord(row);
  }

  async pageDatasets(
    request: DatasetPageRequest,
    attributes: readonly AttributeEntry[],
  ): Promise<DatasetRecord[]> {
    const { orderBy } = request;
    const read = async (part: DatasetPageRequest) => {
      const statement = datasets.pageDatasets(this.#tables, part, attributes);
      return (await this.#database.read(statement)).map(rows.toDatasetRecord);
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
    const statement = datasets.countDatasets(this.#tables, attributes);
    const row = await this.#database.readFirst(statement);
    return row === undefined ? 0 : number(row, 0);
  }

  async commit(request: CommitRequest): Promise<CommitResult | CommitRefused> {
    if (!request.returnsUpdated) return this.#commit(request, false);
    // Who has to try again cannot do with an answer that turns out to be too large.
    const isLarge = request.updates.length > MOST_ANSWERED;
    if (request.isContended && isLarge) return this.#commitUnanswered(request);
    try {
      return await this.#commit(request, true);
    } catch (error) {
      // The server has rolled back what it could not answer.
      if (isTooLarge(error)) return this.#commitUnanswered(request);
      throw error;
    }
  }

  async #commit(
    request: CommitRequest,
    returnsItems: boolean,
  ): Promise<CommitResult | CommitRefused> {
    try {
      const [advanced, ...others] = await this.#database.write(() =>
        commitStatements(this.#tables, request, returnsItems),
      );
      const made = rows.toCommitVersion(advanced);
      if (made === null) return { refused: 'dataset' };
      const updated = others.flatMap((result) => result.rows.map(this.#tables.states.read));
      return { ...made, updated };
    } catch (error) {
      return refusalFrom(error, COMMIT_CONDITIONS);
    }
  }

  /** Commits, and reads the updated items afterwards in as many parts as it takes. */
  async #commitUnanswered(request: CommitRequest): Promise<CommitResult | CommitRefused> {
    const result = await this.#commit(request, false);
    if (isRefused(result)) return result;
    const ids = request.updates.map(({ id }) => id);
    const updated = await afterWrite(async () => {
      const found = await this.findItems(ids, result.version);
      const isWhole = found.length === ids.length;
      if (isWhole && found.every(({ version }) => version === result.version)) return found;
      throw new Error('A replica gave the items as they were before the commit.');
    });
    return { ...result, updated };
  }

  async purgeInPlace(request: PurgeRequest): Promise<void> {
    await this.#database.write(() => purgeInPlace(this.#tables, request));
  }

  hold<Outcome>(
    datasetId: string,
    work: (primitives: DatasetsPrimitives) => Promise<Outcome>,
  ): Promise<Outcome> {
    return this.#database.hold(touchDataset(this.#tables, datasetId), (database) =>
      work(
        database === this.#database ? this : new LibSQLPrimitives(database, this.#tables.prefix),
      ),
    );
  }

  async confirm(conditions: CommitConditions): Promise<NumberedVersion | ConfirmRefused> {
    try {
      const results = await this.#database.write(() => confirmStatements(this.#tables, conditions));
      return rows.toCommitVersion(results[0]) ?? { refused: 'dataset' };
    } catch (error) {
      return refusalFrom(error, ['intact', 'version', 'schemas', 'kept']);
    }
  }

  refresh(): Promise<boolean> {
    return this.#database.refresh();
  }

  async findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null> {
    const statement = versions.findCommit(this.#tables, datasetId, selector);
    const row = await this.#database.readFirst(statement);
    return row === undefined ? null : rows.toCommitRecord(row);
  }

  pageCommits(datasetId: string, range: Omit<ListRange, 'after'>): Promise<CommitRecord[]> {
    const read = async (part: Omit<ListRange, 'after'>) => {
      const statement = versions.pageCommits(this.#tables, datasetId, part);
      return (await this.#database.read(statement)).map(rows.toCommitRecord);
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

  findNamedItems(datasetId: string, externalIds: readonly string[]): Promise<NamedItem[]> {
    const { states } = this.#tables;
    return readByKeys(externalIds, async (part) => {
      const statement = items.findNamedItems(this.#tables, datasetId, part);
      return (await this.#database.read(statement)).map((row) => ({
        item: states.read(row),
        validTo: numberOrNull(row, states.width),
      }));
    });
  }

  findItemStates(ids: readonly string[]): Promise<ItemStateRecord[]> {
    const read = async (part: readonly string[], range: items.RowRange | null) => {
      const statement = items.findItemStates(this.#tables, part, range);
      return (await this.#database.read(statement)).map((row) => this.#toStateWithEnd(row));
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

  async countSplits(datasetId: string, at: number): Promise<SplitCount[]> {
    const counts = await this.#database.read(items.countSplits(this.#tables, datasetId, at));
    return counts.map((row) => ({
      splits: JSON.parse(text(row, 0)) as string[],
      count: number(row, 1),
    }));
  }

  findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    const read = async (range: items.RowRange | null) => {
      const statement = items.findChangedItemIds(this.#tables, datasetId, after, upTo, range);
      return (await this.#database.read(statement)).map((row) => text(row, 0));
    };
    return readList(
      null,
      () => read(null),
      (ids, limit) => read({ offset: ids.length, limit }),
    );
  }

  findPurgedItemIds(datasetId: string): Promise<string[]> {
    const read = async (range: items.RowRange | null) => {
      const statement = items.findPurgedItemIds(this.#tables, datasetId, range);
      return (await this.#database.read(statement)).map((row) => text(row, 0));
    };
    return readList(
      null,
      () => read(null),
      (ids, limit) => read({ offset: ids.length, limit }),
    );
  }

  async #findItem(id: string): Promise<ItemRecord[]> {
    const row = await this.#database.readFirst(items.findItem(this.#tables, id));
    return row === undefined ? [] : [this.#tables.states.read(row)];
  }

  async #readStates(statement: Statement): Promise<ItemRecord[]> {
    return (await this.#database.read(statement)).map(this.#tables.states.read);
  }

  /** Reads what `findItemStates` selects. */
  #toStateWithEnd(row: Row): ItemStateRecord {
    const { states } = this.#tables;
    return {
      item: states.read(row),
      validTo: numberOrNull(row, states.width),
      validToNumber: numberOrNull(row, states.width + 1),
    };
  }

  /** Writes with one statement; gives the row that it returns, if it does. */
  async #writeOne(statement: Statement): Promise<Row | undefined> {
    const [result] = await this.#database.write(() => [statement]);
    return result?.rows[0];
  }

  async putTag(
    tag: Omit<TagRecord, 'number'>,
    move: boolean,
    upTo: number | null,
  ): Promise<StoredTag | TagRefused> {
    try {
      const stored = await this.#writeOne(versions.putTag(this.#tables, tag, move, upTo));
      return stored === undefined ? { refused: 'commit' } : rows.toStoredTag(stored);
    } catch (error) {
      return refusalFrom(error, ['newest', 'tag']);
    }
  }

  async deleteTag(datasetId: string, tag: string): Promise<boolean> {
    return (await this.#writeOne(versions.deleteTag(this.#tables, datasetId, tag))) !== undefined;
  }

  async correctItemCounts(correction: ItemCountCorrection): Promise<boolean> {
    const statement = versions.correctItemCounts(this.#tables, correction);
    return (await this.#writeOne(statement)) !== undefined;
  }

  async findTags(datasetId: string): Promise<TagRecord[]> {
    const found = await this.#database.read(versions.findTags(this.#tables, datasetId));
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
