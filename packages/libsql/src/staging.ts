import type {
  ItemInsert,
  StagedCommitRequest,
  StagedCommitResult,
  Staging,
  StagingPrimitives,
} from '@mastra-datasets/core';
import type { Connection } from './connection.js';
import { isRefusedCommit } from './errors.js';
import { text, toCommitVersion, toStagedCounts } from './rows.js';
import * as sql from './sql/staging.js';
import type { Tables } from './tables.js';

/** Imports by way of a table of staged items. */
export class LibSQLStaging implements StagingPrimitives {
  readonly #connection: Connection;
  readonly #tables: Tables;

  constructor(connection: Connection, tables: Tables) {
    this.#connection = connection;
    this.#tables = tables;
  }

  async stage(staging: Staging, stagedAt: number, items: readonly ItemInsert[]): Promise<void> {
    await this.#connection.writeAll(() => sql.stage(this.#tables, staging, stagedAt, items));
  }

  async findStaged(staging: Staging, externalIds: readonly string[]): Promise<string[]> {
    const statement = sql.findStaged(this.#tables, staging, externalIds);
    const { rows } = await this.#connection.read(statement);
    return rows.map((row) => text(row, 'externalId'));
  }

  async findStagedConflict(staging: Staging): Promise<string | null> {
    const { rows } = await this.#connection.read(sql.findStagedConflict(this.#tables, staging));
    const [row] = rows;
    return row === undefined ? null : text(row, 'externalId');
  }

  async commitStaged(request: StagedCommitRequest): Promise<StagedCommitResult | null> {
    try {
      const [advanced, counted] = await this.#connection.writeAll(() =>
        sql.commitStagedStatements(this.#tables, request),
      );
      const made = toCommitVersion(advanced);
      return made === null ? null : { version: made.version, ...toStagedCounts(counted) };
    } catch (error) {
      if (isRefusedCommit(error)) return null;
      throw error;
    }
  }

  async discardStaged(staging: Staging): Promise<void> {
    // Others may write in between.
    for (;;) {
      const { rowsAffected } = await this.#connection.write(
        sql.discardStaged(this.#tables, staging),
      );
      if (rowsAffected === 0) return;
    }
  }

  async findAbandoned(datasetId: string, since: number): Promise<string[]> {
    const statement = sql.findAbandoned(this.#tables, datasetId, since);
    return (await this.#connection.read(statement)).rows.map((row) => text(row, 'importId'));
  }
}
