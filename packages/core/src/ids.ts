import { V7Generator } from 'uuidv7';

/** How many random numbers are drawn at a time: asking the system takes longer than making an id. */
const POOL_LENGTH = 1_024;

/** Random numbers of the system's cryptographic generator, drawn in advance. */
class RandomPool {
  readonly #numbers = new Uint32Array(POOL_LENGTH);
  #next = POOL_LENGTH;

  nextUint32(): number {
    if (this.#next === POOL_LENGTH) {
      crypto.getRandomValues(this.#numbers);
      this.#next = 0;
    }
    const number = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return number;
  }
}

const generator = new V7Generator(new RandomPool());

const HINT_LENGTH = 8;

/** Makes a UUIDv7 (RFC 9562); within a process, later ones sort after earlier ones. */
export function createId(): string {
  return generator.generate().toString();
}

/**
 * What the ids of a dataset and of its items have in common: their last 32 bits, as 8 hexadecimal
 * digits. Few datasets share a hint, and items that came from elsewhere may have another one.
 */
export function idHint(id: string): string {
  return id.slice(-HINT_LENGTH);
}

/**
 * Makes the id of an item: as {@link createId}, but its last 32 bits, which are random there, are
 * those of the dataset's id. A storage that is spread over machines finds the item's dataset by
 * them. What keeps ids apart is the time and the counter of 42 bits before them, which starts at
 * random every millisecond; should two processes make the same id for one dataset, its key refuses
 * the second.
 */
export function createItemId(datasetId: string): string {
  const hint = idHint(datasetId);
  return /^[0-9a-f]{8}$/.test(hint) ? createId().slice(0, -HINT_LENGTH) + hint : createId();
}
