import { ReaderGone } from '../io.js';

/**
 * Waits until the result of a check is printed, then throws what it found; also where nobody reads
 * the result to its end, so that `| head` does not make a check pass.
 */
export async function printThenFail(printing: Promise<void>, failure: Error | null): Promise<void> {
  try {
    await printing;
  } catch (error) {
    if (failure === null || !(error instanceof ReaderGone)) throw error;
  }
  if (failure !== null) throw failure;
}
