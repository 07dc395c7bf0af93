import { CasesError, type CasesErrorCode } from '@mastra-datasets/cases';
import { DatasetsError, type DatasetsErrorCode } from '@mastra-datasets/core';
import {
  EXIT_CODES,
  HintedError,
  isExplained,
  RemainsError,
  SeveralFailures,
  type CliErrorCode,
  type ExitCode,
} from './errors.js';
import { CommandNames, NamedFailure } from './names.js';
import { listSchemaFailures, schemaFailuresOf } from './schema-failures.js';

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
