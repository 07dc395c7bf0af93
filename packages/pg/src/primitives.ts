import {
  COMMIT_CONDITIONS,
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
  type StoredTag,
  type TagRecord,
  type TagRefused,
} from '@mastra-datasets/core';
import type { Connection } from './connection.js';
import type { LockedWrite } from './database.js';
import { isDatasetTaken, refusalFrom } from './errors.js';
import { migrate } from './migrations.js';
import { PostgresReads, type HeldParts, type PostgresParts } from './reads.js';
import * as rows from './rows.js';
import { commitStatements } from './sql/commit.js';
import { confirm } from './sql/conditions.js';
import { lockDataset, locksOf } from './sql/dataset-row.js';
import * as datasets from './sql/datasets.js';
import { purgeInPlace, requireUnchangedSource } from './sql/purges.js';
import * as versions from './sql/versions.js';
import { PostgresStaging } from './staging.js';

/** The primitives over a PostgreSQL database. */
export class PostgresPrimitives extends PostgresReads implements DatasetsPrimitives {
  readonly #parts: PostgresParts;
  readonly #connection: Connection;
  readonly staging: PostgresStaging;

  constructor(parts: PostgresParts, held?: HeldParts) {
    super(parts, held);
    this.#parts = parts;
    this.#connection = parts.connection;
    this.staging = new PostgresStaging(this.database, this.tables);
  }

  async initialize(): Promise<void> {
    this.#connection.open();
    const { isDistributed, citus } = await migrate(this.#connection, this.tables);
    this.layout.citus = citus;
    this.layout.isDistributed ??= isDistributed;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async clear(): Promise<void> {
    await this.database.write([datasets.clear(this.tables)]);
  }

  async insertDataset(
    dataset: DatasetRecord,
    inserts: readonly ItemInsert[],
    notes: CommitNotes,
  ): Promise<boolean> {
    try {
      await this.database.write(datasets.insertDataset(this.tables, dataset, inserts, notes));
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
      await this.database.write([
        ...datasets.insertDataset(this.tables, dataset, inserts, notes),
        // Last, as it keeps others from writing to the source. A purge waits for it, or is seen.
        ...requireUnchangedSource(this.tables, source),
      ]);
      return dataset;
    } catch (error) {
      if (isDatasetTaken(error)) return { refused: 'id' };
      return refusalFrom(error, ['source', 'purged']);
    }
  }

  async updateDataset(update: DatasetUpdate): Promise<DatasetRecord | DatasetUpdateRefused> {
    const [checked, changed] = await this.database.write([
      datasets.checkDatasetUpdate(this.tables, update),
      datasets.updateDataset(this.tables, update),
      ...datasets.replaceAttributes(this.tables, update.record),
    ]);
    const [row] = changed ?? [];
    if (row !== undefined) return rows.toDatasetRecord(row);
    const refusal = rows.toRefusal(checked?.[0]?.[0], ['fields', 'version']);
    return refusal ?? { refused: 'dataset' };
  }

  async deleteDataset(id: string): Promise<void> {
    await this.database.write([
      lockDataset(this.tables, id, true),
      ...datasets.deleteDataset(this.tables, id),
    ]);
  }

  async commit(request: CommitRequest): Promise<CommitResult | CommitRefused> {
    const locks = locksOf(this.tables, request.datasetId);
    let returning: readonly number[] = [];
    const write: LockedWrite = {
      statements: () => {
        const commit = commitStatements(this.tables, request);
        returning = commit.returning;
        return commit.statements;
      },
      call: () => {
        returning = [1];
        return this.layout.citus?.commitFunction?.callOf(request) ?? null;
      },
    };
    try {
      const results = await this.database.writeLocked(locks, write, request.isContended);
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
    await this.database.write(purgeInPlace(this.tables, request));
  }

  async confirm(conditions: CommitConditions): Promise<NumberedVersion | ConfirmRefused> {
    // Never asked of a replica.
    const [row] = await this.database.read(confirm(this.tables, conditions));
    if (row === undefined) return { refused: 'dataset' };
    const refusal = rows.toRefusal(row[2], ['version', 'schemas', 'kept']);
    return refusal ?? rows.toNumberedVersion(row);
  }

  hold<Outcome>(
    datasetId: string,
    work: (primitives: DatasetsPrimitives) => Promise<Outcome>,
  ): Promise<Outcome> {
    return this.database.hold(locksOf(this.tables, datasetId), (database) => {
      return work(new PostgresPrimitives(this.#parts, this.partsOn(database)));
    });
  }

  async putTag(
    tag: Omit<TagRecord, 'number'>,
    move: boolean,
    upTo: number | null,
  ): Promise<StoredTag | TagRefused> {
    const lock = lockDataset(this.tables, tag.datasetId, true);
    const [, stored, checked, , discarded] = await this.database.write([
      lock,
      versions.putTag(this.tables, tag, move, upTo),
      versions.checkTag(this.tables, tag, upTo),
      lock,
      versions.discardOrphans(this.tables, tag.datasetId),
    ]);
    const [row] = stored ?? [];
    if (row !== undefined && discarded?.length === 0) return { createdAt: rows.integer(row[0]) };
    return rows.toRefusal(checked?.[0]?.[0], ['newest', 'tag']) ?? { refused: 'commit' };
  }

  async deleteTag(datasetId: string, tag: string): Promise<boolean> {
    const [deleted] = await this.database.write([versions.deleteTag(this.tables, datasetId, tag)]);
    return deleted !== undefined && deleted.length > 0;
  }

  async correctItemCounts(correction: ItemCountCorrection): Promise<boolean> {
    const [, corrected] = await this.database.write([
      lockDataset(this.tables, correction.datasetId, true),
      versions.correctItemCounts(this.tables, correction),
    ]);
    return corrected !== undefined && corrected.length > 0;
  }
}
