import { setTimeout as delay } from 'node:timers/promises';

/** How often to try, and after which failures. */
export interface Retrying {
  /** Until when, by `performance.now()`. What fails later is not tried again. */
  readonly deadline: number;
  /** The pauses between tries grow up to this, in milliseconds. */
  readonly longestPauseMs: number;
  /** Whether a failure may go away by itself. */
  readonly isTransient: (error: unknown) => boolean;
}

/** Tries something until it succeeds, fails for good, or the time is over; at least once. */
export async function retry<Done>(
  work: () => Promise<Done> | Done,
  { deadline, longestPauseMs, isTransient }: Retrying,
): Promise<Done> {
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || performance.now() >= deadline) throw error;
    }
    await delay(pause);
  }
}
