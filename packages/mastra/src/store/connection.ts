import { DatasetsError } from '@mastra-datasets/core';
import {
  postgresConnection,
  sqliteConnection,
  type MastraConnection,
  type PostgresPool,
  type SqliteClient,
} from '@mastra-datasets/migration';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { isObject, isText } from '../members.js';

function hasMethods(value: unknown, ...names: string[]): boolean {
  return isObject(value) && names.every((name) => typeof value[name] === 'function');
}

function isSqliteClient(value: unknown): value is SqliteClient {
  return hasMethods(value, 'execute', 'transaction');
}

function isPostgresPool(value: unknown): value is PostgresPool {
  return hasMethods(value, 'query', 'connect');
}

/**
 * What reaches the tables of a store of Mastra's own: the connection that the store itself has, since
 * a second copy of SQLite in the process would harm its file. Throws `NOT_SUPPORTED` for others.
 */
export function connectionOf(store: MastraCompositeStore): MastraConnection {
  const members: unknown = store;
  const { client, pool, schema } = isObject(members) ? members : {};
  if (isSqliteClient(client)) return sqliteConnection(client);
  if (isPostgresPool(pool)) return postgresConnection(pool, isText(schema) ? schema : undefined);
  throw new DatasetsError(
    'NOT_SUPPORTED',
    'Only the datasets of a LibSQLStore or a PostgresStore can be copied: pass the store itself, not ' +
      'one that is made of it.',
    { details: { capability: 'migration' } },
  );
}
