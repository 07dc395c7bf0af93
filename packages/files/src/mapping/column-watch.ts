import type { Cell } from '../formats/rows.js';
import { missingColumns } from './columns.js';

/** The most columns that are remembered to be named, where each row has its own. */
const MOST_NAMED = 50;

/** Finds out which columns a file never has, where each of its rows names its own. */
export class ColumnWatch {
  readonly #missing: Set<string>;
  readonly #seen: Set<string>;
  readonly #place: string;

  /** Waits for columns that none of the first rows had. */
  constructor(awaited: readonly string[], seen: readonly string[], place: string) {
    this.#missing = new Set(awaited);
    this.#seen = new Set(seen.slice(0, MOST_NAMED));
    this.#place = place;
  }

  see(fields: Iterable<Cell>): void {
    if (this.#missing.size === 0) return;
    for (const [column] of fields) {
      this.#missing.delete(column);
      if (this.#seen.size < MOST_NAMED) this.#seen.add(column);
    }
  }

  /** Throws `INPUT_REFUSED` when an option names a column that no row had, of those there were. */
  assertComplete(): void {
    if (this.#missing.size === 0 || this.#seen.size === 0) return;
    const known = { columns: [...this.#seen], isComplete: true, place: this.#place };
    throw missingColumns([...this.#missing], known, false);
  }
}
