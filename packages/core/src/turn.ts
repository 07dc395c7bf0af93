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

/** How many items are planned, checked, made or described before others have their turn. */
const ITEMS_PER_TURN = 1_000;

/** Whether others should have their turn before one of a long list, as so many came before it. */
export function isTurnDue(index: number): boolean {
  return index > 0 && index % ITEMS_PER_TURN === 0;
}

/** Makes something of each of a list, in several turns of the event loop where the list is long. */
export async function mapInTurns<Given, Made>(
  given: readonly Given[],
  make: (one: Given, index: number) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const [index, one] of given.entries()) {
    if (isTurnDue(index)) await nextTurn();
    made.push(make(one, index));
  }
  return made;
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
