export {
  MastraCompositeStore,
  type MastraCompositeStoreConfig,
  type StorageDomains,
} from './base.js';
export { StorageDomain, type StorageDomainOptions } from './domains/base.js';
export * from './domains/datasets/index.js';
export * from './constants.js';
export {
  compareSchema,
  type ExistingColumn,
  type MissingColumn,
  type SchemaComparison,
  type TableDialect,
} from './schema-comparison.js';
export type * from './types.js';
export { paginate } from './pagination.js';
