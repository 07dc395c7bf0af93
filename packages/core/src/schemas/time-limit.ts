import { createContext, Script } from 'node:vm';

/** How long one piece of schema work may take, in milliseconds. */
const SCHEMA_TIME_LIMIT_MS = 1_000;

/** Says that work guarded by {@link runWithTimeLimit} was stopped. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

const context = createContext({ work: undefined });
const script = new Script('work()');

/**
 * Runs synchronous work and stops it when it takes longer than {@link SCHEMA_TIME_LIMIT_MS}, even
 * inside a regular expression. Throws {@link TimeLimitError} then.
 */
export function runWithTimeLimit(work: () => void): void {
  context['work'] = work;
  try {
    script.runInContext(context, { timeout: SCHEMA_TIME_LIMIT_MS });
  } catch (error) {
    if (isTimeout(error)) {
      throw new TimeLimitError(`took longer than ${SCHEMA_TIME_LIMIT_MS} ms`, { cause: error });
    }
    throw error;
  } finally {
    context['work'] = undefined;
  }
}

/** The error comes from the script's own context, so it is no instance of this one's classes. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
