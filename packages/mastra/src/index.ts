export { MastraDatasets, type MastraDatasetsOptions } from './mastra-datasets.js';
export { withVersionedDatasets, type VersionedStoreOptions } from './store/versioned-store.js';
export { copyFromMastra, copyToMastra } from './migration/copies.js';
export type {
  MigratedDataset,
  MigrationLoss,
  MigrationOptions,
  MigrationProgress,
  MigrationResult,
  MigrationToMastraOptions,
  MigrationToMastraResult,
} from '@mastra-datasets/migration';
