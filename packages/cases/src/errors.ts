/** What {@link CasesError} stands for; stable across releases. */
export type CasesErrorCode =
  /** There is no lock file in the folder, nor in one above it. */
  | 'LOCK_FILE_NOT_FOUND'
  /** The lock file is not as it should be, or holds a conflict of git. */
  | 'LOCK_FILE_INVALID'
  /** The lock file has no entry of this name. */
  | 'NOT_LOCKED'
  /** The cases that were found are not the ones that are locked. */
  | 'CASES_CHANGED'
  /** No case is left by what was asked for. */
  | 'NO_CASES'
  /** A case is not as the caller's schema wants it. */
  | 'CASE_INVALID'
  /** The store, or the file with the cases, is not there or cannot be opened. */
  | 'STORE_NOT_FOUND'
  /** The results of a run are not as they should be, or cannot be compared. */
  | 'RUN_INVALID';

/** A failure to load cases. Its message says which command helps. */
export class CasesError extends Error {
  override readonly name = 'CasesError';
  readonly code: CasesErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: CasesErrorCode,
    message: string,
    {
      details = {},
      ...options
    }: ErrorOptions & { details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}
