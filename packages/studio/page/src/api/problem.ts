import type { JsonObject } from './wire.js';

/** The body of a problem (RFC 9457) as the API sends it. */
interface ProblemBody {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly details: JsonObject;
}

/** An answer of the API that says what went wrong. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Stable across releases, such as `VERSION_CONFLICT`; docs/http.md lists them. */
  readonly code: string;
  /** What it is in a few words, such as "There is no such dataset". */
  readonly title: string;
  readonly details: JsonObject;

  constructor({ status, code, title, detail, details }: ProblemBody) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.details = details;
  }

  /** The place within the argument that was refused, such as `where.input`; `undefined` if none. */
  get path(): string | undefined {
    const { path } = this.details;
    return typeof path === 'string' ? path : undefined;
  }
}

/** The server could not be reached, or its answer broke off. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isProblemBody(value: unknown): value is ProblemBody {
  return (
    isObject(value) &&
    typeof value.code === 'string' &&
    typeof value.title === 'string' &&
    typeof value.detail === 'string' &&
    typeof value.status === 'number' &&
    isObject(value.details)
  );
}

/** Reads the error of an answer that is not a success. */
export async function readProblem(response: Response): Promise<Error> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    body = undefined;
  }
  if (isProblemBody(body)) return new ApiProblem(body);
  return new ApiProblem({
    status: response.status,
    code: 'ANSWER_UNKNOWN',
    title: 'The answer is not one of this API',
    detail: `The server answered with the status ${response.status} and nothing that explains it.`,
    details: {},
  });
}

/** Whether the same request may succeed without anybody's doing. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ServerUnreachable) return true;
  return error instanceof ApiProblem && (error.status === 503 || error.status === 504);
}
