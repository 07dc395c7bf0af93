export {
  DEFAULT_LOCK_TIMEOUT_MS,
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_SCHEMA,
  type DatasetsPGOptions,
  type PostgresBaseOptions,
  type PostgresClient,
  type PostgresPool,
  type PostgresPoolOptions,
  type PostgresQuery,
  type PostgresResult,
  type PostgresUrlOptions,
} from './options.js';
export type { QueryRunner } from './same-database.js';
export { DatasetsPG, PostgresStore, type PostgresStoreOptions } from './storage.js';
