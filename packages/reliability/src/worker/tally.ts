import { NO_PROGRESS, type Progress } from './messages.js';

/** Counts what the loops of a process do, and tells somebody of every mutation. */
export class Tally {
  readonly #changed: (progress: Progress) => void;
  #progress = NO_PROGRESS;

  constructor(changed: (progress: Progress) => void) {
    this.#changed = changed;
  }

  get progress(): Progress {
    return this.#progress;
  }

  count(what: keyof Progress, by = 1): void {
    if (by === 0) return;
    this.#progress = { ...this.#progress, [what]: this.#progress[what] + by };
    if (what === 'mutations') this.#changed(this.#progress);
  }
}
