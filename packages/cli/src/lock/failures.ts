import { describeFailure } from '../describe-failure.js';
import { EXIT_CODES, SeveralFailures } from '../errors.js';

/** What some work gave for each of several datasets. */
interface Collected<Result> {
  readonly results: Result[];
  /** Why it gave nothing for others. */
  readonly failures: unknown[];
}

/**
 * Works on one dataset after the other. One that is gone or has no cases does not hide what is to say
 * of the others; any other failure ends the work.
 */
export async function collectFailures<Given, Result>(
  given: readonly Given[],
  work: (one: Given) => Promise<Result>,
): Promise<Collected<Result>> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  for (const one of given) {
    try {
      results.push(await work(one));
    } catch (error) {
      if (describeFailure(error).exitCode !== EXIT_CODES.notFound) throw error;
      failures.push(error);
    }
  }
  return { results, failures };
}

/** Throws what failed, if anything did. The first one says how the command ends. */
export function throwAll(failures: readonly unknown[]): void {
  const failure = combined(failures);
  if (failure !== null) throw failure;
}

/** Makes one failure of all; `null` where there is none. */
export function combined([first, ...rest]: readonly unknown[]): Error | null {
  if (first === undefined) return null;
  return rest.length === 0 && first instanceof Error
    ? first
    : new SeveralFailures([first, ...rest]);
}
