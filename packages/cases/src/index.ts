export { loadCases, type LoadCasesOptions } from './load-cases.js';
export { describeCases, describeEntry } from './describe-cases.js';
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
} from './lock-file/format.js';
export { hasConflict, sidesOfConflict } from './lock-file/conflict.js';
export { findLockFile, readLockFile, type LockFile } from './lock-file/files.js';
export { formatVendoredItem } from './reading/vendored-file.js';
export type { Environment } from './reading/store.js';
