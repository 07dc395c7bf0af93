export {
  DEFAULT_BUSY_TIMEOUT_MS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  type DatasetsLibSQLOptions,
  type LibSQLBaseOptions,
  type LibSQLClientOptions,
  type LibSQLUrlOptions,
} from './options.js';
export { hasDatasetTables } from './own-tables.js';
export type { StatementRunner } from './database/lock-probe.js';
export { DatasetsLibSQL, LibSQLStore, type LibSQLStoreOptions } from './storage.js';
