import { createHash } from 'node:crypto';
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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The version of UUIDs that are made from names by an algorithm of one's own (RFC 9562). */
const NAME_BASED = '8';

function nameBasedUuid(name: string): string {
  const bytes = createHash('sha256').update(name, 'utf8').digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hexadecimal = bytes.toString('hex');
  return hexadecimal.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The last key that was made from a name: items are mostly added to one dataset after the other. */
let lastKey = { id: '', key: '' };

/**
 * The UUID that stands for a dataset where ids have to be UUIDs: its id, where that is one in lower
 * case, or else one of version 8 that is made from the SHA-256 of its id. So that no id can stand
 * for another one, an id that looks like the latter is none of the former.
 */
export function datasetKey(id: string): string {
  const [, version] = UUID.exec(id) ?? [];
  if (version !== undefined && version !== NAME_BASED) return id;
  if (lastKey.id !== id || lastKey.key === '') lastKey = { id, key: nameBasedUuid(id) };
  return lastKey.key;
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
 * those of the dataset's key. A storage that is spread over machines finds the item's dataset by
 * them. What keeps ids apart is the time and the counter of 42 bits before them, which starts at
 * random every millisecond; should two processes make the same id for one dataset, its key refuses
 * the second.
 */
export function createItemId(datasetId: string): string {
  return createId().slice(0, -HINT_LENGTH) + idHint(datasetKey(datasetId));
}
