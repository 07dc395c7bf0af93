import {
  STAGED_COMMIT_CONDITIONS,
  type NamingImport,
  type StagedItem,
  type StagedCommitRefused,
  type StagedCommitRequest,
  type StagedCommitResult,
  type Staging,
  type StagingPrimitives,
} from '@mastra-datasets/core';
import type { Database } from './database.js';
import { integer, toExternalId, toId } from './rows.js';
import { refusalFrom } from './errors.js';
import { locksOf } from './sql/dataset-row.js';
import { commitStagedStatements } from './sql/staged-commit.js';
import * as sql from './sql/staging.js';
import type { Tables } from './tables.js';

/** Imports by way of a table of staged items. */
export class PostgresStaging implements StagingPrimitives {
  readonly #database: Database;
  readonly #tables: Tables;

  constructor(database: Database, tables: Tables) {
    this.#database = database;
    this.#tables = tables;
  }

  async stage(staging: Staging, stagedAt: number, items: readonly StagedItem[]): Promise<void> {
    await this.#database.write(sql.stage(this.#tables, staging, stagedAt, items));
  }

  async findStaged(staging: Staging, externalIds: readonly string[]): Promise<string[]> {
    const statement = sql.findStaged(this.#tables, staging, externalIds);
    return (await this.#database.read(statement)).map(toExternalId);
  }

  async findStagedConflict(staging: Staging, among: 'current' | 'deleted'): Promise<string | null> {
    const statement = sql.findStagedConflict(this.#tables, staging, among);
    const [row] = await this.#database.read(statement);
    return row === undefined ? null : toExternalId(row);
  }

  async countMissing(naming: NamingImport): Promise<number> {
    const [row] = await this.#database.read(sql.countMissing(this.#tables, naming));
    return integer(row?.[0]);
  }

  async commitStaged(
    request: StagedCommitRequest,
  ): Promise<StagedCommitResult | StagedCommitRefused> {
    const locks = locksOf(this.#tables, request.datasetId);
    try {
      const results = await this.#database.writeLocked(locks, {
        statements: () => commitStagedStatements(this.#tables, request),
      });
      const [row] = results[0] ?? [];
      if (row === undefined) return { refused: 'dataset' };
      return {
        version: integer(row[0]),
        added: integer(row[1]),
        updated: integer(row[2]),
        deleted: integer(row[3]),
      };
    } catch (error) {
      return refusalFrom(error, STAGED_COMMIT_CONDITIONS);
    }
  }

  async discardStaged(staging: Staging): Promise<void> {
    await this.#database.write([sql.discardStaged(this.#tables, staging)]);
  }

  async findAbandoned(datasetId: string, since: number): Promise<string[]> {
    const statement = sql.findAbandoned(this.#tables, datasetId, since);
    return (await this.#database.read(statement)).map(toId);
  }
}
