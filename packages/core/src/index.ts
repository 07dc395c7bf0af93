export * from './storage/index.js';
export { Mastra, type MastraConfig } from './mastra/index.js';
export {
  DATASETS_ERROR_CODES,
  DatasetsError,
  type DatasetsErrorCode,
  type DatasetsErrorDetails,
  type DatasetsErrorOptions,
} from './errors.js';
export { MAXIMUM_COMMIT_WAIT_MS, systemClock, type Clock } from './clock.js';
export { LIMITS } from './limits.js';
export { datasetArguments } from './arguments/datasets.js';
export {
  itemArguments,
  type NormalizedItemUpdate,
  type NormalizedNewItem,
} from './arguments/items.js';
export { JsonDocument } from './json/document.js';
export { compareText } from './storage/domains/datasets/order.js';
export { nextVersion } from './versions.js';
export { createId } from './ids.js';
