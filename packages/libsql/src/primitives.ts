import {
  COMMIT_CONDITIONS,
  afterWrite,
  isRefused,
  type CommitConditions,
  type CommitNotes,
  type CommitRefused,
  type CommitRequest,
  type CommitResult,
  type ConfirmRefused,
  type DatasetRecord,
  type DatasetsPrimitives,
  type DatasetUpdate,
  type DatasetUpdateRefused,
  type ForkRefused,
  type ForkSource,
  type ItemCountCorrection,
  type ItemInsert,
  type NumberedVersion,
  type PurgeRequest,
  type StagingPrimitives,
  type StoredTag,
  type TagRecord,
  type TagRefused,
} from '@mastra-datasets/core';
import type { Database } from './database/database.js';
import { isDatasetTaken, isTooLarge, refusalFrom } from './errors.js';
import { migrate } from './migrations.js';
import { LibSQLReader } from './reader.js';
import * as rows from './rows/records.js';
import { commitStatements, confirmStatements, purgeInPlace, touchDataset } from './sql/commit.js';
import * as datasets from './sql/datasets.js';
import * as versions from './sql/versions.js';
import type { Row, Statement } from './sql/statement.js';
import { LibSQLStaging } from './staging.js';

/** The answer to more updates than this may be larger than a server gives. */
const MOST_ANSWERED = 1_000;

/** The primitives over a LibSQL database. */
export class LibSQLPrimitives extends LibSQLReader implements DatasetsPrimitives {
  readonly staging: StagingPrimitives;

  constructor(database: Database, tablePrefix: string) {
    super(database, tablePrefix);
    this.staging = new LibSQLStaging(database, this.tables);
  }

  async initialize(): Promise<void> {
    await this.database.open();
    await migrate(this.database, this.tables.prefix);
  }

  async close(): Promise<void> {
    await this.database.close();
  }

  async clear(): Promise<void> {
    await this.database.write(() => datasets.clear(this.tables));
  }

  async insertDataset(
    dataset: DatasetRecord,
    inserts: readonly ItemInsert[],
    notes: CommitNotes,
  ): Promise<boolean> {
    try {
      await this.database.write(() => datasets.insertDataset(this.tables, dataset, inserts, notes));
      return true;
    } catch (error) {
      if (isDatasetTaken(error)) return false;
      throw error;
    }
  }

  async insertFork(
    dataset: DatasetRecord,
    inserts: readonly ItemInsert[],
    notes: CommitNotes,
    source: ForkSource,
  ): Promise<DatasetRecord | ForkRefused> {
    try {
      await this.database.write(() => [
        ...datasets.insertDataset(this.tables, dataset, inserts, notes),
        datasets.requireUnchangedSource(this.tables, dataset.id, source),
      ]);
      return dataset;
    } catch (error) {
      if (isDatasetTaken(error)) return { refused: 'id' };
      return refusalFrom(error, ['source', 'purged']);
    }
  }

  async updateDataset(update: DatasetUpdate): Promise<DatasetRecord | DatasetUpdateRefused> {
    try {
      const [updated] = await this.database.write(() =>
        datasets.updateDataset(this.tables, update),
      );
      const row = updated?.rows[0];
      return row === undefined ? { refused: 'dataset' } : rows.toDatasetRecord(row);
    } catch (error) {
      return refusalFrom(error, ['fields', 'version']);
    }
  }

  async deleteDataset(id: string): Promise<void> {
    await this.database.write(() => datasets.deleteDataset(this.tables, id));
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
      const [advanced, ...others] = await this.database.write(() =>
        commitStatements(this.tables, request, returnsItems),
      );
      const made = rows.toCommitVersion(advanced);
      if (made === null) return { refused: 'dataset' };
      const updated = others.flatMap((result) => result.rows.map(this.tables.states.read));
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
    await this.database.write(() => purgeInPlace(this.tables, request));
  }

  hold<Outcome>(
    datasetId: string,
    work: (primitives: DatasetsPrimitives) => Promise<Outcome>,
  ): Promise<Outcome> {
    return this.database.hold(touchDataset(this.tables, datasetId), (database) =>
      work(database === this.database ? this : new LibSQLPrimitives(database, this.tables.prefix)),
    );
  }

  async confirm(conditions: CommitConditions): Promise<NumberedVersion | ConfirmRefused> {
    try {
      const results = await this.database.write(() => confirmStatements(this.tables, conditions));
      return rows.toCommitVersion(results[0]) ?? { refused: 'dataset' };
    } catch (error) {
      return refusalFrom(error, ['intact', 'version', 'schemas', 'kept']);
    }
  }

  refresh(): Promise<boolean> {
    return this.database.refresh();
  }

  /** Writes with one statement; gives the row that it returns, if it does. */
  async #writeOne(statement: Statement): Promise<Row | undefined> {
    const [result] = await this.database.write(() => [statement]);
    return result?.rows[0];
  }

  async putTag(
    tag: Omit<TagRecord, 'number'>,
    move: boolean,
    upTo: number | null,
  ): Promise<StoredTag | TagRefused> {
    try {
      const stored = await this.#writeOne(versions.putTag(this.tables, tag, move, upTo));
      return stored === undefined ? { refused: 'commit' } : rows.toStoredTag(stored);
    } catch (error) {
      return refusalFrom(error, ['newest', 'tag']);
    }
  }

  async deleteTag(datasetId: string, tag: string): Promise<boolean> {
    return (await this.#writeOne(versions.deleteTag(this.tables, datasetId, tag))) !== undefined;
  }

  async correctItemCounts(correction: ItemCountCorrection): Promise<boolean> {
    const statement = versions.correctItemCounts(this.tables, correction);
    return (await this.#writeOne(statement)) !== undefined;
  }
}
