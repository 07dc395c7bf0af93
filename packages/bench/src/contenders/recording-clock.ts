import { systemClock, type Clock } from '@mastra-datasets/core';

/** The system's clock; records how long commits waited for it. */
export class RecordingClock implements Clock {
  /** Milliseconds waited so far. */
  waited = 0;

  now(): number {
    return systemClock.now();
  }

  async wait(untilMs: number): Promise<void> {
    const start = performance.now();
    await systemClock.wait(untilMs);
    this.waited += performance.now() - start;
  }
}
