import type { DatasetsErrorCode } from '@mastra-datasets/core';

/** Codes of problems that only a server has. */
export type ServerProblemCode =
  | 'BODY_INVALID'
  | 'BODY_TOO_LARGE'
  | 'FORBIDDEN'
  | 'HOST_REFUSED'
  | 'INTERNAL'
  | 'MEDIA_TYPE_UNSUPPORTED'
  | 'METHOD_NOT_ALLOWED'
  | 'ORIGIN_REFUSED'
  | 'PRECONDITION_FAILED'
  | 'ROUTE_NOT_FOUND'
  | 'SERVER_BUSY'
  | 'TIMEOUT'
  | 'UNAUTHORIZED';

/** Everything that the `code` of a problem can be. */
export type ProblemCode = DatasetsErrorCode | ServerProblemCode;

/**
 * The status that each code is answered with, and what it means in a few words. A `VERSION_CONFLICT`
 * of a request with `If-Match` is answered with `PRECONDITION_FAILED` instead.
 */
export const PROBLEMS: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> =
  Object.freeze({
    INVALID_ARGUMENT: [400, 'A value is not as it should be'],
    DATASET_EXISTS: [409, 'A dataset has this id already'],
    DATASET_NOT_FOUND: [404, 'There is no such dataset'],
    ITEM_NOT_FOUND: [404, 'There is no such item'],
    ITEM_DATASET_MISMATCH: [404, 'The item belongs to another dataset'],
    ITEM_EXISTS: [409, 'An item has this external id already'],
    ITEM_PURGED: [409, 'The content of the item was removed'],
    TOO_MANY_DELETIONS: [409, 'The import would delete too many items'],
    VERSION_CONFLICT: [409, 'Something was changed meanwhile'],
    VERSION_NOT_FOUND: [404, 'There is no such version'],
    SPLIT_NOT_FOUND: [404, 'There is no such split'],
    SCHEMA_VALIDATION_FAILED: [422, 'Items break the schema of the dataset'],
    NOT_SUPPORTED: [501, 'The storage cannot do this'],
    SCHEMA_MISMATCH: [500, 'The tables of the storage have another shape'],
    CLOSED: [503, 'The storage was closed'],
    STORAGE_BUSY: [503, 'The storage is busy'],
    STORAGE_FAILED: [500, 'The storage failed'],
    BODY_INVALID: [400, 'The body is not as it should be'],
    BODY_TOO_LARGE: [413, 'The body is too large'],
    FORBIDDEN: [403, 'The token does not allow this'],
    HOST_REFUSED: [421, 'This server does not answer for that host'],
    INTERNAL: [500, 'The server failed'],
    MEDIA_TYPE_UNSUPPORTED: [415, 'The body is of a kind that is not taken'],
    METHOD_NOT_ALLOWED: [405, 'The resource does not take this method'],
    ORIGIN_REFUSED: [403, 'Pages of that origin may not ask this server'],
    PRECONDITION_FAILED: [412, 'Something was changed meanwhile'],
    ROUTE_NOT_FOUND: [404, 'There is no such resource'],
    SERVER_BUSY: [503, 'The server has too much to do'],
    TIMEOUT: [504, 'The request took too long'],
    UNAUTHORIZED: [401, 'A token is needed'],
  });
