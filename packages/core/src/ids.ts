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
 * The UUID that stands for a dataset where ids have to be UUIDs. An id that is a UUID in lower case
 * stands for itself. For any other id, this makes a UUID of version 8 from the SHA-256 of the id. It
 * does so for ids that are UUIDs of version 8, too. Otherwise such an id could stand for another one.
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
 * Makes the id of an item, as {@link createId} does. But its last 32 bits are not random: they are
 * those of the dataset's key, so that a storage that is spread over machines finds the dataset by
 * them. The bits before them keep ids apart: a time, and a counter of 42 bits that starts at a random
 * number every millisecond. If two processes make the same id for one dataset all the same, the
 * primary key of the table refuses the second.
 */
export function createItemId(datasetId: string): string {
  return createId().slice(0, -HINT_LENGTH) + idHint(datasetKey(datasetId));
}
