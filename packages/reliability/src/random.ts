import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that one seed determines. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return uniformInt(this.#generator, least, most);
  }

  /** Whether something with this chance, from 0 to 1, happens. */
  happens(chance: number): boolean {
    return this.integer(1, 1_000) <= chance * 1_000;
  }

  /** One of some elements; `undefined` when there is none. */
  pick<Element>(elements: readonly Element[]): Element | undefined {
    return elements.length === 0 ? undefined : elements[this.integer(0, elements.length - 1)];
  }

  /** A seed for somebody else's choices. */
  seed(): number {
    return this.integer(0, 0x7fff_ffff);
  }
}
