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
export {
  TABLE_INDEXES,
  columnDefinition,
  indexStatement,
  primaryKeyOf,
  tableDefinition,
  upgradeStatements,
  type TableIndex,
} from './table-definitions.js';
export type * from './types.js';
export { paginate } from './pagination.js';
export {
  DATASETS_ERROR_CODES,
  DatasetsError,
  type DatasetsErrorCode,
  type DatasetsErrorDetails,
  type DatasetsErrorOptions,
} from '../errors.js';
export {
  afterWrite,
  storageBusy,
  storageFailed,
  type FailureOutcome,
  type StorageFailure,
} from '../failures.js';
export { MAXIMUM_COMMIT_WAIT_MS, systemClock, type Clock } from '../clock.js';
export { LIMITS, type DatasetsLimits } from '../limits.js';
export { datasetArguments, itemArguments } from '../arguments/index.js';
export { jsonArgumentShapes } from '../arguments/json-arguments.js';
export { parseArgument } from '../arguments/parse.js';
export { checkOptionNames, type OptionNames } from '../arguments/options.js';
export type { NormalizedItemUpdate, NormalizedNewItem } from '../arguments/item-content.js';
export { JsonDocument, type PickPart } from '../json/document.js';
export { schemaRevision } from '../schemas/revision.js';
export { compareText } from './domains/datasets/order.js';
export { nextVersion } from '../versions.js';
export { createId, createItemId, datasetKey, idHint } from '../ids.js';
