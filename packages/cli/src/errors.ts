import { CasesError, type CasesErrorCode } from '@mastra-datasets/cases';
import { DatasetsError, type DatasetsErrorCode } from '@mastra-datasets/core';
import { FilesError } from '@mastra-datasets/files';
import { CommandNames, NamedFailure } from './names.js';
import { listSchemaFailures, schemaFailuresOf } from './schema-failures.js';

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

const EXIT_CODES_OF_CLI: Readonly<Record<CliErrorCode, ExitCode>> = {
  USAGE: EXIT_CODES.usage,
  FILE_NOT_FOUND: EXIT_CODES.notFound,
  FILE_FAILED: EXIT_CODES.failed,
  INPUT_UNREADABLE: EXIT_CODES.failed,
  STORE_NOT_FOUND: EXIT_CODES.notFound,
  DATASET_AMBIGUOUS: EXIT_CODES.conflict,
  DATASET_EXISTS: EXIT_CODES.conflict,
  INPUT_REFUSED: EXIT_CODES.badData,
  NOT_CONFIRMED: EXIT_CODES.usage,
  DIGEST_DIFFERS: EXIT_CODES.checkFailed,
  VERSIONS_DIFFER: EXIT_CODES.checkFailed,
  PROBLEMS_FOUND: EXIT_CODES.checkFailed,
  LOCK_DIFFERS: EXIT_CODES.checkFailed,
  NOT_LOCKED: EXIT_CODES.notFound,
  NOTHING_TO_LOCK: EXIT_CODES.notFound,
  INTERRUPTED: EXIT_CODES.interrupted,
  TERMINATED: EXIT_CODES.terminated,
  HUNG_UP: EXIT_CODES.hungUp,
};

const EXIT_CODES_OF_CASES: Readonly<Record<CasesErrorCode, ExitCode>> = {
  LOCK_FILE_NOT_FOUND: EXIT_CODES.notFound,
  LOCK_FILE_INVALID: EXIT_CODES.badData,
  NOT_LOCKED: EXIT_CODES.notFound,
  CASES_CHANGED: EXIT_CODES.checkFailed,
  NO_CASES: EXIT_CODES.notFound,
  CASE_INVALID: EXIT_CODES.badData,
  RUN_INVALID: EXIT_CODES.badData,
  STORE_NOT_FOUND: EXIT_CODES.notFound,
};

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

/** What to do next, by the names that the user gave. */
type Hint = (names: CommandNames) => string;

const STORAGE: Readonly<Record<DatasetsErrorCode, readonly [code: ExitCode, hint: Hint]>> = {
  INVALID_ARGUMENT: [EXIT_CODES.badData, () => 'correct the value named above'],
  DATASET_EXISTS: [
    EXIT_CODES.conflict,
    () => 'choose another id, or use the dataset that is there',
  ],
  DATASET_NOT_FOUND: [
    EXIT_CODES.notFound,
    (names) => `look for its name or id with: ${names.command('list')}`,
  ],
  SPLIT_NOT_FOUND: [
    EXIT_CODES.notFound,
    (names) => `look at the splits with: ${names.onDataset('splits')}`,
  ],
  ITEM_NOT_FOUND: [EXIT_CODES.notFound, (names) => `look for it with: ${names.onDataset('show')}`],
  ITEM_DATASET_MISMATCH: [EXIT_CODES.notFound, () => 'name the dataset that the item belongs to'],
  ITEM_EXISTS: [
    EXIT_CODES.conflict,
    () => 'choose --on-conflict skip or --on-conflict update, or take the row out',
  ],
  ITEM_PURGED: [EXIT_CODES.conflict, () => 'delete the item, or add another in its place'],
  TOO_MANY_DELETIONS: [
    EXIT_CODES.conflict,
    () => 'look whether the file is complete; nothing was changed',
  ],
  VERSION_CONFLICT: [
    EXIT_CODES.conflict,
    (names) => `look at what others did with: ${names.onDataset('log')}`,
  ],
  VERSION_NOT_FOUND: [
    EXIT_CODES.notFound,
    (names) => `look for it with: ${names.onDataset('log')}`,
  ],
  SCHEMA_VALIDATION_FAILED: [
    EXIT_CODES.badData,
    () => "correct the items, or change the dataset's schema",
  ],
  NOT_SUPPORTED: [EXIT_CODES.failed, () => 'use another store for this'],
  SCHEMA_MISMATCH: [EXIT_CODES.conflict, () => 'use another database; nothing was changed'],
  CLOSED: [EXIT_CODES.failed, () => 'run the command again'],
  STORAGE_BUSY: [EXIT_CODES.busy, () => 'nothing was changed: run the same command again'],
  STORAGE_FAILED: [EXIT_CODES.failed, () => 'check the --url, the token and the database'],
};

/** A failure as it is shown. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly exitCode: ExitCode;
}

/** Finds what to say about anything that was thrown. */
export function describeFailure(error: unknown, names = new CommandNames()): Failure {
  if (error instanceof NamedFailure) return describeFailure(error.cause, error.names);
  if (error instanceof SeveralFailures) {
    const [first, ...rest] = error.failures;
    const described = [first, ...rest].map((failure) => describeFailure(failure, names));
    const failures = described.map(({ code, message, details }) => ({ code, message, details }));
    const message = described.map((failure) => failure.message).join('\n');
    return { ...describeFailure(first, names), message, details: { failures } };
  }
  if (error instanceof HintedError) {
    return { ...describeFailure(error.cause, names), hint: error.hint };
  }
  if (error instanceof RemainsError) {
    const failure = describeFailure(error.cause, names);
    return { ...failure, message: `${failure.message}\n${error.message}`, hint: error.hint };
  }
  // An import wraps what its file threw.
  if (error instanceof DatasetsError && isExplained(error.cause)) {
    return describeFailure(error.cause, names);
  }
  if (error instanceof DatasetsError) {
    const { code, details } = error;
    const [exitCode, hint] = STORAGE[code];
    const lines = listSchemaFailures(schemaFailuresOf(error)).map((line) => `\n  ${line}`);
    const message = `${withRootCause(error)}${lines.join('')}`;
    return { code, message, hint: hint(names), details, exitCode };
  }
  if (isExplained(error)) {
    const { code, message, hint, details } = error;
    const exitCode = EXIT_CODES_OF_CLI[code];
    return { code, message, ...(hint === undefined ? {} : { hint }), details, exitCode };
  }
  if (error instanceof CasesError) {
    const { code, message, details } = error;
    return { code, message, details, exitCode: EXIT_CODES_OF_CASES[code] };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'UNEXPECTED', message, details: {}, exitCode: EXIT_CODES.failed };
}

/** The message of an error with that of its first cause, which often is the only one that says why. */
function withRootCause(error: Error): string {
  const root = rootCauseOf(error);
  return error.message.includes(root.message)
    ? error.message
    : `${error.message} (${root.message})`;
}

function rootCauseOf(error: Error): Error {
  // A connection that was tried at several addresses has an error for each.
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const cause = error.cause ?? errors[0];
  return cause instanceof Error ? rootCauseOf(cause) : error;
}
