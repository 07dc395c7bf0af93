import { DatasetsError } from '@mastra-datasets/core';
import {
  postgresConnection,
  sqliteConnection,
  type MastraConnection,
  type PostgresPool,
  type SqliteClient,
} from '@mastra-datasets/migration';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { isObject, isText, methodOf } from '../members.js';

/** The database of a store of Mastra's own. */
export interface StoreDatabase {
  /** What runs the statements. */
  readonly client: SqliteClient | PostgresPool;
  readonly connection: MastraConnection;
  /** The schema of its tables; `null` where there are no schemas. */
  readonly schema: string | null;
  /** The path of its file; `null` for memory and for servers. */
  file(): Promise<string | null>;
}

function isSqliteClient(value: unknown): value is SqliteClient {
  return methodOf(value, 'execute') !== null && methodOf(value, 'transaction') !== null;
}

function isPostgresPool(value: unknown): value is PostgresPool {
  return methodOf(value, 'query') !== null && methodOf(value, 'connect') !== null;
}

/**
 * Finds the database of a store, by the members that `@mastra/libsql` and `@mastra/pg` have; `null`
 * for other stores. It is reached by what the store itself has, since a second copy of SQLite in the
 * process would harm its file.
 */
export function databaseOf(store: MastraCompositeStore): StoreDatabase | null {
  const members: unknown = store;
  if (!isObject(members)) return null;
  const { client, pool, schema } = members;
  if (isSqliteClient(client)) return sqliteDatabase(client);
  return isPostgresPool(pool) ? postgresDatabase(pool, isText(schema) ? schema : 'public') : null;
}

function sqliteDatabase(client: SqliteClient): StoreDatabase {
  const connection = sqliteConnection(client);
  return {
    client,
    connection,
    schema: null,
    async file() {
      const sql = 'SELECT file FROM pragma_database_list WHERE seq = 0';
      const [main] = await connection.run(sql);
      const file = main?.['file'];
      return isText(file) && file !== '' ? file : null;
    },
  };
}

function postgresDatabase(pool: PostgresPool, schema: string): StoreDatabase {
  const connection = postgresConnection(pool, schema);
  return { client: pool, connection, schema, file: () => Promise.resolve(null) };
}

/** Whether a database has a table. It writes nothing. */
export async function hasTable({ dialect, run }: MastraConnection, name: string): Promise<boolean> {
  return (await run(dialect.columnsOfTable, [name])).length > 0;
}

/** What reaches the tables of a store of Mastra's own. Throws `NOT_SUPPORTED` for others. */
export function connectionOf(store: MastraCompositeStore): MastraConnection {
  const database = databaseOf(store);
  if (database !== null) return database.connection;
  throw new DatasetsError(
    'NOT_SUPPORTED',
    'Only the datasets of a LibSQLStore or a PostgresStore can be copied: pass the store itself, not ' +
      'one that is made of it.',
    { details: { capability: 'migration' } },
  );
}
