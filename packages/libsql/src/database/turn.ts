import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long local calls that follow one another may keep everybody else waiting, in milliseconds. */
const LONGEST_TURN_MS = 10;

/**
 * A turn of the event loop. Local calls never wait for anything: without this, a loop that awaits
 * one after the other, as an iteration over a large dataset does, would keep timers and sockets
 * waiting until its end.
 */
export class Turn {
  #startedAt = 0;

  /** Whether others have waited for long. */
  get isOver(): boolean {
    return performance.now() - this.#startedAt >= LONGEST_TURN_MS;
  }

  /** Lets others have their turn. */
  async yield(): Promise<void> {
    await nextTurn();
    this.#startedAt = performance.now();
  }
}
