export * from './storage/index.js';
export { Mastra, type MastraConfig } from './mastra/index.js';
export {
  DATASETS_ERROR_CODES,
  DatasetsError,
  type DatasetsErrorCode,
  type DatasetsErrorDetails,
  type DatasetsErrorOptions,
} from './errors.js';
export { afterWrite, storageFailed, type FailureOutcome, type StorageFailure } from './failures.js';
export { MAXIMUM_COMMIT_WAIT_MS, systemClock, type Clock } from './clock.js';
export { LIMITS, type DatasetsLimits } from './limits.js';
export { datasetArguments, itemArguments } from './arguments/index.js';
export { checkOptionNames, type OptionNames } from './arguments/options.js';
export type { NormalizedItemUpdate, NormalizedNewItem } from './arguments/item-content.js';
export { JsonDocument, type PickPart } from './json/document.js';
export { compareText } from './storage/domains/datasets/order.js';
export { nextVersion } from './versions.js';
export { createId, createItemId, datasetKey, idHint } from './ids.js';
