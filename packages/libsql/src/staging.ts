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
import type { Database } from './database/database.js';
import { refusalFrom } from './errors.js';
import { toCommitVersion, toStagedCounts } from './rows/records.js';
import { number, text } from './rows/values.js';
import { commitStagedStatements } from './sql/staged-commit.js';
import * as sql from './sql/staging.js';
import type { Tables } from './tables.js';

/** Imports by way of a table of staged items. */
export class LibSQLStaging implements StagingPrimitives {
  readonly #database: Database;
  readonly #tables: Tables;

  constructor(database: Database, tables: Tables) {
    this.#database = database;
    this.#tables = tables;
  }

  async stage(staging: Staging, stagedAt: number, items: readonly StagedItem[]): Promise<void> {
    await this.#database.write(() => sql.stage(this.#tables, staging, stagedAt, items));
  }

  async findStaged(staging: Staging, externalIds: readonly string[]): Promise<string[]> {
    const statement = sql.findStaged(this.#tables, staging, externalIds);
    return (await this.#database.read(statement)).map((row) => text(row, 0));
  }

  async findStagedConflict(staging: Staging, among: 'current' | 'deleted'): Promise<string | null> {
    const statement = sql.findStagedConflict(this.#tables, staging, among);
    const row = await this.#database.readFirst(statement);
    return row === undefined ? null : text(row, 0);
  }

  async countMissing(naming: NamingImport): Promise<number> {
    const row = await this.#database.readFirst(sql.countMissing(this.#tables, naming));
    return row === undefined ? 0 : number(row, 0);
  }

  async commitStaged(
    request: StagedCommitRequest,
  ): Promise<StagedCommitResult | StagedCommitRefused> {
    try {
      let counted = 0;
      const results = await this.#database.write(() => {
        const commit = commitStagedStatements(this.#tables, request);
        counted = commit.counted;
        return commit.statements;
      });
      const made = toCommitVersion(results[0]);
      if (made === null) return { refused: 'dataset' };
      return { version: made.version, ...toStagedCounts(results[counted]) };
    } catch (error) {
      return refusalFrom(error, STAGED_COMMIT_CONDITIONS);
    }
  }

  async discardStaged(staging: Staging): Promise<void> {
    // Others may write in between.
    for (;;) {
      const [result] = await this.#database.write(() => [sql.discardStaged(this.#tables, staging)]);
      if (result === undefined || result.changes === 0) return;
    }
  }

  async findAbandoned(datasetId: string, since: number): Promise<string[]> {
    const statement = sql.findAbandoned(this.#tables, datasetId, since);
    return (await this.#database.read(statement)).map((row) => text(row, 0));
  }
}
