import { MastraCompositeStore, VersionedDatasetsStorage } from '@mastra-datasets/core';
import { Connection } from './connection.js';
import type { DatasetsLibSQLOptions } from './options.js';
import { LibSQLPrimitives } from './primitives.js';

/**
 * Datasets in a LibSQL or SQLite database: a local file, memory, a server, or an embedded replica.
 * The constructor throws `INVALID_ARGUMENT`; the database is opened at first use, which rejects
 * with `SCHEMA_MISMATCH` when it holds tables of the same names that are not ours.
 */
export class DatasetsLibSQL extends VersionedDatasetsStorage {
  readonly #connection: Connection;

  constructor(options: DatasetsLibSQLOptions) {
    const connection = new Connection(options);
    super(new LibSQLPrimitives(connection, options.tablePrefix ?? ''), options);
    this.#connection = connection;
  }

  /** Brings an embedded replica up to date. Rejects with `NOT_SUPPORTED` without a `syncUrl`. */
  async sync(): Promise<void> {
    await this.run(() => this.#connection.sync());
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
