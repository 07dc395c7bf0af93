export { expectDatasetsError } from './errors.js';
export { ManualClock, type ManualClockOptions } from './manual-clock.js';
export type {
  BusyOptions,
  CreateStorageOptions,
  DatasetsConformanceOptions,
  FuzzOptions,
  ModelOptions,
} from './options.js';
export { runPrimitivesConformance, type PrimitivesConformanceOptions } from './primitives/suite.js';
export { expectRecorded, recordDatasets, type RecordedDataset } from './recording.js';
export { runDatasetsConformance } from './run.js';
