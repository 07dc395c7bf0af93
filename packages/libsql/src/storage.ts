import { MastraCompositeStore, VersionedDatasetsStorage } from '@mastra-datasets/core';
import type { Database } from './database/database.js';
import { localFileOf } from './database/local-file.js';
import { keepsLocksWith, type StatementRunner } from './database/lock-probe.js';
import { databaseOf } from './database/open.js';
import { checkOptions, type DatasetsLibSQLOptions } from './options.js';
import { LibSQLPrimitives } from './primitives.js';

/**
 * Datasets in a LibSQL or SQLite database: a local file, memory, a server, or an embedded replica.
 * The constructor throws `INVALID_ARGUMENT`; the database is opened at first use, which rejects
 * with `SCHEMA_MISMATCH` when it holds tables of the same names that are not ours.
 */
export class DatasetsLibSQL extends VersionedDatasetsStorage {
  /** What is put before every table name; empty for nothing. */
  readonly tablePrefix: string;
  readonly #database: Database;
  readonly #url: string | undefined;

  constructor(options: DatasetsLibSQLOptions) {
    checkOptions(options);
    const database = databaseOf(options);
    const { tablePrefix = '', url } = options;
    super(new LibSQLPrimitives(database, tablePrefix), options);
    this.tablePrefix = tablePrefix;
    this.#database = database;
    this.#url = url;
  }

  /**
   * The path of the local file that holds the tables, to tell whether another program part uses the
   * same; `null` for memory, for a server, and where the caller opened the client.
   */
  get file(): string | null {
    return this.#url === undefined ? null : localFileOf(this.#url);
  }

  /**
   * Whether another client of the same local file in this process may be used beside this storage:
   * `false` where it runs on another copy of SQLite, as on POSIX systems that destroys the file. It
   * writes nothing to the file. Always `true` where this storage has no {@link file}.
   */
  async canShareFileWith(client: StatementRunner): Promise<boolean> {
    return this.file === null || keepsLocksWith(client, this.file);
  }

  /** Brings an embedded replica up to date. Rejects with `NOT_SUPPORTED` without a `syncUrl`. */
  async sync(): Promise<void> {
    await this.run(() => this.#database.sync());
  }
}

/** Options of {@link LibSQLStore}. */
export type LibSQLStoreOptions = DatasetsLibSQLOptions & {
  /** Names the store in errors; default `libsql`. */
  readonly id?: string | undefined;
};

/** A store with every domain in one LibSQL database. */
export class LibSQLStore extends MastraCompositeStore<{ datasets: DatasetsLibSQL }> {
  constructor({ id = 'libsql', ...options }: LibSQLStoreOptions) {
    super({ id, domains: { datasets: new DatasetsLibSQL(options) } });
  }
}
