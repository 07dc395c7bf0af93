export { expectDatasetsError } from './errors.js';
export { ManualClock, type ManualClockOptions } from './manual-clock.js';
export type { CreateStorageOptions, DatasetsConformanceOptions, ModelOptions } from './options.js';
export { runDatasetsConformance } from './run.js';
