import type { Row } from '../formats/rows.js';
import { isKnownName } from '../mapping/names.js';
import { isNativeName } from '../mapping/request.js';

/** The most columns that are remembered. */
const MOST_KEPT = 200;

/**
 * Finds columns with a name that says where they go, which come after where columns go was decided: they
 * went to the context.
 */
export class LateColumns {
  readonly #known: Set<string>;
  readonly #late = new Map<string, string>();

  /** Knows the columns of the first rows. */
  constructor(columns: readonly string[]) {
    this.#known = new Set(columns);
  }

  see({ fields, place }: Row): void {
    for (const [column] of fields) {
      if (this.#known.has(column) || this.#known.size > MOST_KEPT) continue;
      this.#known.add(column);
      if (isKnownName(column) && !isNativeName(column)) this.#late.set(column, place);
    }
  }

  notes(): string[] {
    return [...this.#late].map(
      ([column, place]) =>
        `The field ${JSON.stringify(column)} came first in ${place}, and went to the context.`,
    );
  }
}
