export {
  COMMIT_COLUMNS,
  DATASET_COLUMNS,
  DATASET_UPDATE_COLUMNS,
  datasetColumns,
  ITEM_STATE_COLUMNS,
} from './columns.js';
export { insertedItem } from './mapping.js';
export type { VersionedDatasetsStorageOptions } from './calls.js';
export { VersionedDatasetsStorage } from './storage.js';
export type * from './primitives.js';
export type * from './records.js';
