const realSetImmediate = setImmediate;
const realNow = performance.now.bind(performance);

/** How long work that never waits may keep everybody else waiting, in milliseconds. */
const LONGEST_TURN_MS = 10;

/**
 * Lets timers, sockets, and whatever else waits for the event loop, have their turn. Fake timers
 * cannot hang it, as it uses what there was when this module was loaded.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}

/** A turn of the event loop that work has taken. */
export class Turn {
  #startedAt = realNow();

  /** Runs work: now, or where others have waited for long, after they have had their turn. */
  before<Result>(work: () => Promise<Result>): Promise<Result> {
    if (realNow() - this.#startedAt < LONGEST_TURN_MS) return work();
    return this.#inNext(work);
  }

  async #inNext<Result>(work: () => Promise<Result>): Promise<Result> {
    await nextTurn();
    this.#startedAt = realNow();
    return work();
  }
}
