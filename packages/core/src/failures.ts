import { DatasetsError, type DatasetsErrorDetails } from './errors.js';

/**
 * What a failed call has done: certainly nothing (`unchanged`), or nobody knows (`unknown`), as
 * when a connection broke before a write was answered. Details of errors name it `outcome`.
 */
export type FailureOutcome = 'unchanged' | 'unknown';

/** What {@link storageFailed} takes beside the outcome. */
export interface StorageFailure {
  /** What failed, and what to do about it; default: the message of the cause. */
  readonly message?: string;
  /** Facts beside the outcome. */
  readonly details?: DatasetsErrorDetails;
  /** The driver's error. */
  readonly cause: unknown;
}

/**
 * Makes a `STORAGE_FAILED` that says whether anything may have been changed. Adapters call a write
 * `unchanged` only when they are certain.
 */
export function storageFailed(
  outcome: FailureOutcome,
  { message, details, cause }: StorageFailure,
): DatasetsError {
  const text = message ?? `The storage failed: ${reasonOf(cause)}`;
  return new DatasetsError('STORAGE_FAILED', text, { details: { ...details, outcome }, cause });
}

/**
 * Makes a `STORAGE_BUSY`, which says that nothing was changed and that the same call may succeed
 * later. Only an adapter can tell which of its driver's errors mean that.
 */
export function storageBusy(message: string, cause?: unknown): DatasetsError {
  const outcome: FailureOutcome = 'unchanged';
  return new DatasetsError('STORAGE_BUSY', message, { details: { outcome }, cause });
}

/** Wraps what is not a {@link DatasetsError}, as that of a driver. */
export function wrapDriverError(error: unknown, outcome: FailureOutcome): DatasetsError {
  return error instanceof DatasetsError ? error : storageFailed(outcome, { cause: error });
}

/** What a call fails with that had changed nothing yet when this happened, whatever it says. */
export function failedBeforeWrite(error: unknown): DatasetsError {
  const failure = wrapDriverError(error, 'unchanged');
  if (failure.details['outcome'] !== 'unknown') return failure;
  const { message, details, cause } = failure;
  return storageFailed('unchanged', { message, details, cause });
}

/**
 * Runs what follows a write that was applied. The storage failing there no longer means that
 * nothing was changed, so such an error becomes `STORAGE_FAILED` with an `unknown` outcome.
 */
export async function afterWrite<Result>(work: () => Promise<Result>): Promise<Result> {
  return writingOften((noteWrite) => {
    noteWrite();
    return work();
  });
}

/**
 * Runs work that writes more than once, and notes every write that was applied. What fails after the
 * first of them is told as by {@link afterWrite}.
 */
export async function writingOften<Result>(
  work: (noteWrite: () => void) => Promise<Result>,
): Promise<Result> {
  const writes = { any: false };
  try {
    return await work(() => {
      writes.any = true;
    });
  } catch (error) {
    const isAnswer = error instanceof DatasetsError && !isTrouble(error);
    if (isAnswer || !writes.any) throw error;
    throw storageFailed('unknown', {
      message: `A change was made, but not what comes after it: ${reasonOf(error)}`,
      cause: error,
    });
  }
}

function isTrouble({ code }: DatasetsError): boolean {
  return code === 'STORAGE_BUSY' || code === 'STORAGE_FAILED' || code === 'CLOSED';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
