import { ApiProblem, ServerUnreachable } from '../api/problem.js';

/** An error as people read it. */
export interface DescribedError {
  readonly title: string;
  readonly detail: string;
  /** The code of the API, which documentation explains; `undefined` for other errors. */
  readonly code?: string | undefined;
}

/** Finds words for anything that was thrown. */
export function describeError(error: unknown): DescribedError {
  if (error instanceof ApiProblem) {
    return { title: error.title, detail: error.message, code: error.code };
  }
  if (error instanceof ServerUnreachable) {
    return {
      title: error.message,
      detail: 'Is it still running? Nothing that was not confirmed is certain to be saved.',
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { title: 'Something went wrong in this page', detail };
}
