export {
  COMMIT_COLUMNS,
  DATASET_COLUMNS,
  DATASET_UPDATE_COLUMNS,
  ITEM_DOCUMENTS,
  ITEM_STATE_COLUMNS,
  columnValues,
  datasetColumns,
  storedValue,
  type ColumnValue,
} from './adapter/columns.js';
export {
  commitFromRow,
  datasetFromRow,
  itemFromRow,
  itemStateFromRow,
  tagFromRow,
  type StoredRow,
} from './adapter/rows.js';
export { attributesOf, type AttributeEntry } from './adapter/attributes.js';
export { compareDatasetPositions, datasetPosition, NEWEST_FIRST } from './adapter/dataset-order.js';
export { documentsOf, NO_DOCUMENTS, sameDocuments } from './adapter/documents.js';
export {
  confirmOn,
  refusalOfCommit,
  rowsOfCommit,
  rowsOfFirstCommit,
  type CommitBasis,
  type CommitRows,
} from './adapter/commit-rows.js';
export { forkOn, tagOn, updatedDatasetOn } from './adapter/decisions.js';
export { primitivesOverRows } from './adapter/primitives-over-rows.js';
export type { RowDatabase, RowPrimitives, RowValues } from './adapter/row-primitives.js';
export { countSplits } from './adapter/split-counts.js';
export { insertedItem } from './adapter/inserted-item.js';
export {
  VERSIONED_STORAGE_OPTIONS,
  type VersionedDatasetsStorageOptions,
} from './calls/storage-calls.js';
export { COMMIT_CONDITIONS, isRefused, STAGED_COMMIT_CONDITIONS } from './adapter/refusals.js';
export { VersionedDatasetsStorage } from './storage.js';
export type * from './adapter/commits.js';
export type * from './adapter/dataset-writes.js';
export type * from './adapter/primitives.js';
export type * from './adapter/records.js';
export type * from './adapter/refusals.js';
export * from './adapter/staging.js';
export { stagingInMemory } from './adapter/staging-in-memory.js';
export { hintTest, splitText } from './adapter/hints.js';
export type { ItemHints } from './adapter/hints.js';
