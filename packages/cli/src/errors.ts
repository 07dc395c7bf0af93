import type { DatasetsError } from '@mastra-datasets/core';
import { FilesError } from '@mastra-datasets/files';

/** What the command ends with; stable across releases. */
export const EXIT_CODES = Object.freeze({
  ok: 0,
  /** The storage failed, or something unforeseen happened. */
  failed: 1,
  /** The command line is not as it should be. */
  usage: 2,
  /** The dataset, version, item or file does not exist. */
  notFound: 3,
  /** Something is there already, or not in the state expected. */
  conflict: 4,
  /** The data given cannot be taken. */
  badData: 5,
  /** Others kept the storage busy, or it cannot be reached; the same command may succeed later. */
  busy: 6,
  /** A check did not hold: another digest, differences, problems found. */
  checkFailed: 7,
  /** Ended by SIGHUP, as its terminal was closed. */
  hungUp: 129,
  /** Ended by Ctrl-C. */
  interrupted: 130,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const);

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Codes of failures that are not the storage's. */
export type CliErrorCode =
  | 'USAGE'
  | 'FILE_NOT_FOUND'
  | 'FILE_FAILED'
  | 'INPUT_UNREADABLE'
  | 'STORE_NOT_FOUND'
  | 'DATASET_AMBIGUOUS'
  | 'DATASET_EXISTS'
  | 'INPUT_REFUSED'
  | 'NOT_CONFIRMED'
  | 'DIGEST_DIFFERS'
  | 'VERSIONS_DIFFER'
  | 'PROBLEMS_FOUND'
  | 'LOCK_DIFFERS'
  | 'NOT_LOCKED'
  | 'NOTHING_TO_LOCK'
  | 'INTERRUPTED'
  | 'TERMINATED'
  | 'HUNG_UP';

/** What {@link CliError} takes beside its code and message. */
interface CliErrorOptions {
  /** What to do next. */
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A failure of the command itself. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: CliErrorCode, message: string, options: CliErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }
}

/** Whether an error says already what is wrong with the command, or with a file that it was given. */
export function isExplained(error: unknown): error is CliError | FilesError {
  return error instanceof CliError || error instanceof FilesError;
}

/** A failure, which left something behind that nobody asked for. */
export class RemainsError extends Error {
  override readonly name = 'RemainsError';
  readonly hint: string;

  constructor(remains: string, hint: string, cause: unknown) {
    super(remains, { cause });
    this.hint = hint;
  }
}

/** A failure of the storage, with a better hint than its code alone would give. */
export class HintedError extends Error {
  override readonly name = 'HintedError';
  readonly hint: string;

  constructor(cause: DatasetsError, hint: string) {
    super(cause.message, { cause });
    this.hint = hint;
  }
}

/** Failures of parts of the work that do not depend on each other; all are told. */
export class SeveralFailures extends Error {
  override readonly name = 'SeveralFailures';
  readonly failures: readonly [unknown, ...unknown[]];

  constructor(failures: readonly [unknown, ...unknown[]]) {
    super('Several parts of the work failed.');
    this.failures = failures;
  }
}
