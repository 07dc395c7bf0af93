export {
  copyFromMastra,
  copyToMastra,
  type MigratedDataset,
  type MigrationOptions,
  type MigrationProgress,
  type MigrationResult,
  type MigrationToMastraOptions,
  type MigrationToMastraResult,
} from './copy/copies.js';
export { describeLoss, type MigrationLoss } from './copy/losses.js';
export type { MastraConnection } from './connection/connection.js';
export { postgresConnection, type PostgresPool } from './connection/postgres.js';
export { sqliteConnection, type SqliteClient } from './connection/sqlite.js';
