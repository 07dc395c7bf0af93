export { loadCases, type LoadCasesOptions } from './load-cases.js';
export { describeCases } from './describe-cases.js';
export type { CasesOrigin, ChosenCases } from './loading/origin.js';
export type { CaseParser, CaseSchema, EvaluationCase } from './cases.js';
export { CasesError, type CasesErrorCode } from './errors.js';
export {
  formatLockFile,
  LOCK_FILE_NAME,
  lockFileJsonSchema,
  parseLockFile,
  type LockedSelection,
  type LockEntries,
  type LockEntry,
  type LockFileContent,
} from './lock-file/format.js';
export { hasConflict, sidesOfConflict } from './lock-file/conflict.js';
export { findLockFile, readLockEntry, readLockFile, type LockFile } from './lock-file/files.js';
export { isCase, isFileAsLocked } from './reading/locked-items.js';
export { quoteForShell } from './shell-words.js';
export { formatVendoredItem, isVendoredFile } from './reading/vendored-file.js';
export type { Environment } from './reading/store.js';
export {
  compareRuns,
  type ComparedCase,
  type CompareRunsOptions,
  type GroupOfCases,
  type RunComparison,
  type UnscoredCase,
} from './runs/compare-runs.js';
export { needsStorage } from './runs/changed-cases.js';
export type { DifferenceInterval } from './runs/mean-difference.js';
export { readRun, saveRun, type CaseResult, type EvaluationRun } from './runs/run-file.js';
