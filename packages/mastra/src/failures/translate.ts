import { DatasetsError } from '@mastra-datasets/core';
import { ErrorCategory, ErrorDomain, MastraError } from '@mastra/core/error';
import { isScalar, type Scalar } from '../members.js';

type Details = Record<string, Scalar>;

/** A failure that the caller has to mend. */
export function callersFault(
  id: Uppercase<string>,
  text: string,
  details: Details = {},
  cause?: unknown,
): MastraError {
  const { STORAGE: domain } = ErrorDomain;
  return new MastraError({ id, domain, category: ErrorCategory.USER, details, text }, cause);
}

export function datasetNotFound(datasetId: string, cause?: unknown): MastraError {
  return callersFault('DATASET_NOT_FOUND', `Dataset not found: ${datasetId}`, { datasetId }, cause);
}

export function itemNotFound(datasetId: string, itemId: string, cause?: unknown): MastraError {
  const details = { datasetId, itemId };
  return callersFault('DATASET_ITEM_NOT_FOUND', `Item not found: ${itemId}`, details, cause);
}

/** Whether a failure has one of these codes. */
export function hasCode(error: unknown, ...codes: DatasetsError['code'][]): boolean {
  return error instanceof DatasetsError && codes.includes(error.code);
}

/** The details that a `MastraError` takes: those that are not objects. */
function plainDetails({ details }: DatasetsError): Details {
  const plain: Details = {};
  for (const [name, value] of Object.entries(details)) {
    if (value instanceof Date) plain[name] = value.toISOString();
    else if (isScalar(value)) plain[name] = value;
  }
  return plain;
}

/**
 * Gives a failure of our storage as Mastra's own stores would: by the ids that its server answers
 * with 4xx where the caller is at fault. Others keep our code in their id.
 */
export function translateFailure(error: Error): Error {
  if (!(error instanceof DatasetsError)) return error;
  const { code, message } = error;
  const details = plainDetails(error);
  switch (code) {
    case 'DATASET_NOT_FOUND':
      return callersFault('DATASET_NOT_FOUND', message, details, error);
    case 'ITEM_NOT_FOUND':
    case 'ITEM_DATASET_MISMATCH':
      return callersFault('DATASET_ITEM_NOT_FOUND', message, details, error);
    case 'ITEM_PURGED':
      return callersFault('DATASET_ITEM_PURGED', message, details, error);
    default: {
      const { STORAGE: domain } = ErrorDomain;
      const id = `MASTRA_DATASETS_${code}` as const;
      const category = ErrorCategory.THIRD_PARTY;
      return new MastraError({ id, domain, category, details, text: message }, error);
    }
  }
}

/** The path of an external id among the arguments of our storage. */
const EXTERNAL_ID = /(?:^|[.\]])externalId$/;

/** As {@link translateFailure}, for a call that carries the content of items. */
export function translateItemFailure(error: Error): Error {
  if (!(error instanceof DatasetsError) || error.code !== 'INVALID_ARGUMENT') {
    return translateFailure(error);
  }
  const { path } = error.details;
  const isExternalId = typeof path === 'string' && EXTERNAL_ID.test(path);
  return callersFault(
    isExternalId ? 'DATASET_ITEM_EXTERNAL_ID_INVALID' : 'DATASET_ITEM_PAYLOAD_NOT_SERIALIZABLE',
    error.message,
    plainDetails(error),
    error,
  );
}

/**
 * As {@link translateFailure}, for a call that carries a dataset's own fields. Mastra has no id for a
 * malformed one, but its server takes the status from the details of any other error.
 */
export function translateDatasetFailure(error: Error): Error {
  if (!(error instanceof DatasetsError) || error.code !== 'INVALID_ARGUMENT') {
    return translateFailure(error);
  }
  const details = { ...error.details, status: 400 };
  return new DatasetsError(error.code, error.message, { details, cause: error });
}
