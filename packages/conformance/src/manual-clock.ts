import type { Clock } from '@mastra-datasets/core';

/** How a {@link ManualClock} starts and behaves. */
export interface ManualClockOptions {
  /** The time at the start, in milliseconds since the Unix epoch; default the year 2024. */
  now?: number;
  /** Whether `wait()` leaves the time alone, as when its bound cuts a wait short; default `false`. */
  frozen?: boolean;
}

/** A clock whose time moves by hand, or as far as somebody waits, so that no test has to sleep. */
export class ManualClock implements Clock {
  /** The times that were waited for, in order. */
  readonly waits: number[] = [];
  readonly #frozen: boolean;
  #now: number;

  constructor({ now = Date.UTC(2024, 0, 1), frozen = false }: ManualClockOptions = {}) {
    this.#now = now;
    this.#frozen = frozen;
  }

  now(): number {
    return this.#now;
  }

  /** Resolves at once, having moved the time to `untilMs` unless the clock is frozen. */
  wait(untilMs: number): Promise<void> {
    this.waits.push(untilMs);
    if (!this.#frozen) this.#now = Math.max(this.#now, untilMs);
    return Promise.resolve();
  }

  /** Moves the time on, or back when negative. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
