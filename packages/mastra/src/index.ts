export { MastraDatasets, type MastraDatasetsOptions } from './mastra-datasets.js';
export { withVersionedDatasets, type VersionedStoreOptions } from './store/versioned-store.js';
