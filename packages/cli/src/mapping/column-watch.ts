import { CliError } from '../errors.js';
import type { Mapping } from './mapping.js';

/** The most columns that are remembered to be named, where each row has its own. */
const MOST_NAMED = 50;

/** Finds out which columns a file never has, where each of its rows names its own. */
export class ColumnWatch {
  readonly #missing: Set<string>;
  readonly #seen = new Set<string>();

  constructor({ targets }: Mapping) {
    this.#missing = new Set(targets.keys());
  }

  see(fields: Iterable<readonly [column: string, value: unknown]>): void {
    if (this.#missing.size === 0) return;
    for (const [column] of fields) {
      this.#missing.delete(column);
      if (this.#seen.size < MOST_NAMED) this.#seen.add(column);
    }
  }

  /** Throws `INPUT_REFUSED` when an option names a column that no row had, of those there were. */
  assertComplete(): void {
    if (this.#missing.size === 0 || this.#seen.size === 0) return;
    const missing = [...this.#missing].join(', ');
    const columns = [...this.#seen];
    const message = `No row has a field ${missing}, so nothing was imported. The fields are: ${columns.join(', ')}.`;
    throw new CliError('INPUT_REFUSED', message, {
      hint: 'correct the options',
      details: { missing: [...this.#missing], columns },
    });
  }
}
