import { DatasetsError } from './errors.js';

const realSetTimeout = setTimeout;
const realSetImmediate = setImmediate;
const realNow = performance.now.bind(performance);

/** The longest a commit wait takes, in milliseconds of real time. */
export const MAXIMUM_COMMIT_WAIT_MS = 25;

/** From this distance on a timer is precise enough; nearer, it would overshoot. */
const TIMER_PRECISION_MS = 3;

/** The source of time of a storage. Inject one to test what depends on time. */
export interface Clock {
  /** The present, in whole milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Resolves once `now()` has reached `untilMs`, or earlier when that is too far off: the wait is
   * bounded by the implementation, so that a skewed clock cannot hang a writer.
   */
  wait(untilMs: number): Promise<void>;
}

/** The farthest time that a `Date` can hold, in milliseconds since the epoch. */
const FARTHEST_TIME_MS = 8.64e15;

/** Wraps a clock so that a time which is no `Date` is an error instead of an invalid version. */
export function checkedClock(clock: Clock): Clock {
  return {
    now: () => {
      const now = clock.now();
      if (Number.isSafeInteger(now) && Math.abs(now) < FARTHEST_TIME_MS) return now;
      throw new DatasetsError('STORAGE_FAILED', `The clock gave ${String(now)}, which is no time.`);
    },
    wait: (untilMs) => clock.wait(untilMs),
  };
}

/**
 * The system's clock. Its wait takes at most {@link MAXIMUM_COMMIT_WAIT_MS} of real time and uses
 * timers captured when this module was loaded, so fake timers cannot hang it.
 */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  wait: async (untilMs: number) => {
    const deadline = realNow() + MAXIMUM_COMMIT_WAIT_MS;
    for (;;) {
      const remaining = Math.min(untilMs - Date.now(), deadline - realNow());
      if (!(remaining > 0)) return;
      await new Promise<void>((resolve) => {
        if (remaining > TIMER_PRECISION_MS) {
          realSetTimeout(resolve, remaining - TIMER_PRECISION_MS);
        } else {
          realSetImmediate(resolve);
        }
      });
    }
  },
});
