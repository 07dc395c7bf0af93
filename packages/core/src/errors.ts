import { Brand } from './brand.js';

/**
 * Every code a {@link DatasetsError} can carry. Codes are stable across releases; messages are not.
 *
 * - `INVALID_ARGUMENT`: an argument is malformed; details: `path` and `reason`.
 * - `DATASET_EXISTS`: a dataset already has the `id` that a new one was to have.
 * - `DATASET_NOT_FOUND`, `ITEM_NOT_FOUND`: the named dataset or current item does not exist.
 * - `ITEM_DATASET_MISMATCH`: the item exists, but in another dataset.
 * - `ITEM_EXISTS`: the `externalId` names a current item of the dataset, or a deleted one.
 * - `ITEM_PURGED`: the content of the item was removed, so it cannot be changed; details: `purgedAt`.
 * - `TOO_MANY_DELETIONS`: an import would delete more than it may; details: `found` and `limit`.
 * - `VERSION_CONFLICT`: the state is not the expected one; details name the current one.
 * - `VERSION_NOT_FOUND`: no commit or tag answers to the version given.
 * - `SPLIT_NOT_FOUND`: no item of the version is in the split; details: `split` and all `splits`.
 * - `SCHEMA_VALIDATION_FAILED`: items break the dataset's schemas; details list every failure.
 * - `NOT_SUPPORTED`: the storage lacks the domain or capability.
 * - `SCHEMA_MISMATCH`: the database holds tables of these names in another shape.
 * - `CLOSED`: the storage was closed.
 * - `STORAGE_BUSY`: other writers held the storage for too long, or its server could not be
 *   reached; nothing was changed, so the same call is safe to retry.
 * - `STORAGE_FAILED`: the driver failed; `cause` holds its error. Where `details.outcome` is
 *   `unchanged`, the call certainly changed nothing; otherwise a write may have been applied.
 */
export const DATASETS_ERROR_CODES = Object.freeze([
  'INVALID_ARGUMENT',
  'DATASET_EXISTS',
  'DATASET_NOT_FOUND',
  'ITEM_NOT_FOUND',
  'ITEM_DATASET_MISMATCH',
  'ITEM_EXISTS',
  'ITEM_PURGED',
  'TOO_MANY_DELETIONS',
  'VERSION_CONFLICT',
  'VERSION_NOT_FOUND',
  'SPLIT_NOT_FOUND',
  'SCHEMA_VALIDATION_FAILED',
  'NOT_SUPPORTED',
  'SCHEMA_MISMATCH',
  'CLOSED',
  'STORAGE_BUSY',
  'STORAGE_FAILED',
] as const);

/** One of {@link DATASETS_ERROR_CODES}. */
export type DatasetsErrorCode = (typeof DATASETS_ERROR_CODES)[number];

/** Facts about a failure, by name; which names are there depends on the code. */
export type DatasetsErrorDetails = Readonly<Record<string, unknown>>;

/** What {@link DatasetsError} takes beside its code and message. */
export interface DatasetsErrorOptions {
  readonly details?: DatasetsErrorDetails;
  readonly cause?: unknown;
}

const brand = new Brand('@mastra-datasets/core/DatasetsError');

/**
 * The one error class of this library. A driver's own error is never thrown raw: it is `cause`.
 * `instanceof` also recognises errors of another copy of this package in the same process, as of its
 * ESM and CJS builds or of two versions.
 */
export class DatasetsError extends Error {
  static {
    brand.mark(this);
  }

  override readonly name = 'DatasetsError';
  /** What went wrong; stable across releases. */
  readonly code: DatasetsErrorCode;
  /** Facts about the failure; an empty object when there are none. */
  readonly details: DatasetsErrorDetails;

  constructor(code: DatasetsErrorCode, message: string, options: DatasetsErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.details = options.details ?? {};
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return brand.recognises(value, this, DatasetsError);
  }

  /** Whether the same call may succeed when tried again, having changed nothing for certain. */
  get retryable(): boolean {
    return this.code === 'STORAGE_BUSY';
  }
}
