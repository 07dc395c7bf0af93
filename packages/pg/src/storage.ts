import { MastraCompositeStore, VersionedDatasetsStorage } from '@mastra-datasets/core';
import { Connection } from './connection.js';
import { DEFAULT_SCHEMA, type DatasetsPGOptions } from './options.js';
import { PostgresPrimitives } from './primitives.js';
import { PostgresReads } from './reads.js';
import { ReplicaReader } from './replica-reader.js';
import { isSameDatabase, type QueryRunner } from './same-database.js';
import { nameTables } from './tables.js';

/** Makes the primitives for writing and those for reading. */
function makePrimitives(options: DatasetsPGOptions): [PostgresPrimitives, PostgresReads] {
  const connection = new Connection(options);
  const { schema = DEFAULT_SCHEMA, tablePrefix: prefix = '', readPool: pool } = options;
  const tables = nameTables({ schema, prefix });
  const parts = { connection, tables, layout: { isDistributed: options.distributed, citus: null } };
  const primitives = new PostgresPrimitives(parts);
  if (pool === undefined) return [primitives, primitives];
  const reader = new ReplicaReader({
    primary: connection,
    pool,
    tables,
    readsOwnWrites: options.readYourWrites ?? false,
  });
  return [primitives, new PostgresReads({ ...parts, reader })];
}

/**
 * Datasets in a PostgreSQL database, or one that speaks its protocol. The constructor throws
 * `INVALID_ARGUMENT`; the database is connected to at first use, which rejects with
 * `SCHEMA_MISMATCH` when it holds tables of the same names that are not ours.
 */
export class DatasetsPG extends VersionedDatasetsStorage {
  /** The schema of the tables. */
  readonly schema: string;
  /** What the names of the tables begin with. */
  readonly tablePrefix: string;
  readonly #options: DatasetsPGOptions;

  constructor(options: DatasetsPGOptions) {
    const [primitives, reads] = makePrimitives(options);
    super(primitives, options, reads);
    this.schema = options.schema ?? DEFAULT_SCHEMA;
    this.tablePrefix = options.tablePrefix ?? '';
    this.#options = options;
  }

  /**
   * Whether another pool reaches the same database, to tell whether tables of one name would be the
   * same tables. It makes no tables. `false` also where the server does not tell, as those that only
   * speak the protocol of PostgreSQL. Rejects with `STORAGE_FAILED` where the server cannot be reached.
   */
  isInDatabaseOf(pool: QueryRunner): Promise<boolean> {
    return isSameDatabase(this.#options, pool);
  }
}

/** Options of {@link PostgresStore}. */
export type PostgresStoreOptions = DatasetsPGOptions & {
  /** Names the store in errors; default `pg`. */
  readonly id?: string | undefined;
};

/** A store with every domain in one PostgreSQL database. */
export class PostgresStore extends MastraCompositeStore<{ datasets: DatasetsPG }> {
  constructor({ id = 'pg', ...options }: PostgresStoreOptions) {
    super({ id, domains: { datasets: new DatasetsPG(options) } });
  }
}
