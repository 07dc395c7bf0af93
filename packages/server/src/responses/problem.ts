import { DatasetsError } from '@mastra-datasets/core';
import { HTTPException } from 'hono/http-exception';
import { PROBLEMS, type ProblemCode, type ServerProblemCode } from './problem-codes.js';

/** What a {@link ServerProblem} takes beside its code and its words. */
interface ServerProblemOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal of the server itself. */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem';
  readonly code: ServerProblemCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ServerProblemCode, message: string, options: ServerProblemOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.headers = options.headers ?? {};
    this.details = options.details ?? {};
  }
}

/** A failure as it is answered. */
interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** How long a client should wait before it tries again, in seconds. */
const RETRY_AFTER = Object.freeze({ 'Retry-After': '1' });

/** What is said of failures whose own words may name the storage, such as its address. */
const DISCREET: Readonly<Partial<Record<ProblemCode, string>>> = {
  SCHEMA_MISMATCH: 'The tables of the storage have another shape; the server has the details.',
  STORAGE_BUSY: 'Nothing was changed: the same request may succeed later.',
  STORAGE_FAILED: 'The storage failed; the server has the details. A change may have been made.',
  CLOSED: 'The storage was closed.',
};

/** The error that is meant: an import wraps what reading its items threw. */
function meantBy(error: unknown): unknown {
  const cause = error instanceof DatasetsError ? error.cause : undefined;
  return cause instanceof ServerProblem || cause instanceof DatasetsError ? cause : error;
}

/** Finds what to answer to anything that was thrown. */
function describe(thrown: unknown): Problem {
  const error = meantBy(thrown);
  if (error instanceof ServerProblem) {
    const { code, message: detail, details, headers } = error;
    return { code, detail, details, headers };
  }
  if (error instanceof DatasetsError) {
    const { code, message, details } = error;
    const headers = error.retryable ? RETRY_AFTER : {};
    const discreet = DISCREET[code];
    return discreet === undefined
      ? { code, detail: message, details, headers }
      : { code, detail: discreet, details: {}, headers };
  }
  return { code: 'INTERNAL', detail: 'The server has the details.', details: {}, headers: {} };
}

/** The body of a problem (RFC 9457). */
function bodyOf({ code, detail, details }: Problem) {
  const [status, title] = PROBLEMS[code];
  return { type: typeOf(code), title, status, detail, code, details };
}

/** The URI that names a kind of problem for ever. */
function typeOf(code: ProblemCode): string {
  return `urn:mastra-datasets:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

/** Answers with a problem. */
export function problemResponse(error: unknown): Response {
  if (error instanceof HTTPException && error.res !== undefined) return error.getResponse();
  const problem = describe(error);
  return new Response(JSON.stringify(bodyOf(problem)), {
    status: PROBLEMS[problem.code][0],
    headers: {
      ...problem.headers,
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
    },
  });
}

/** Whether a failure is one that the owner of the server should hear of: nobody foresaw it. */
export function isOwnFailure(error: unknown): boolean {
  return !(error instanceof HTTPException) && PROBLEMS[describe(error).code][0] === 500;
}

/** The `VERSION_CONFLICT` of a request with `If-Match` as HTTP calls it. */
export function asPrecondition(error: unknown): unknown {
  if (!(error instanceof DatasetsError) || error.code !== 'VERSION_CONFLICT') return error;
  const { message, details } = error;
  return new ServerProblem('PRECONDITION_FAILED', message, { details, cause: error });
}
