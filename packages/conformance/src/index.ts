export { expectDatasetsError } from './errors.js';
export { ManualClock, type ManualClockOptions } from './manual-clock.js';
export type {
  CreateStorageOptions,
  DatasetsConformanceOptions,
  FuzzOptions,
  ModelOptions,
} from './options.js';
export { runDatasetsConformance } from './run.js';
