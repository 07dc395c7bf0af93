export { insertedItem } from './mapping.js';
export { VersionedDatasetsStorage, type VersionedDatasetsStorageOptions } from './storage.js';
export type * from './primitives.js';
export type * from './records.js';
