import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Mutation } from '../commits/mutations.js';

/** The most mutations that one commit serves. */
const MOST_MUTATIONS = 10_000;

/** How much text one commit writes for mutations that share it, in bytes; a single one may have more. */
const MOST_TEXT = 32_000_000;

/** What waits for its turn to change a dataset. */
export type Waiting =
  | { readonly type: 'mutation'; readonly mutation: Mutation; readonly size: number }
  /** Work that commits by itself; never rejects. */
  | { readonly type: 'work'; readonly work: () => Promise<void> };

/** Commits mutations in their order; must settle every one of them. */
export type CommitAll = (mutations: readonly Mutation[]) => Promise<void>;

/**
 * Lines up what changes one dataset. Mutations that are in flight together commit as groups (group
 * commit); work, and mutations that may share no commit, come alone and in their turn. The next
 * group starts when the last one's commit wait is over, which bounds every wait to about a
 * millisecond.
 */
export class WriteQueue {
  readonly #commit: CommitAll;
  #waiting: Waiting[] = [];
  #isDraining = false;

  constructor(commit: CommitAll) {
    this.#commit = commit;
  }

  /** Whether nothing waits or runs. */
  get isIdle(): boolean {
    return !this.#isDraining && this.#waiting.length === 0;
  }

  push(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** Works until nothing waits any more; does nothing when it is at work already. */
  async drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      while (this.#waiting.length > 0) {
        await this.#runNext();
        // A local database answers without a turn of the event loop, which others need too.
        if (this.#waiting.length > 0) await nextTurn();
      }
    } finally {
      this.#isDraining = false;
    }
  }

  async #runNext(): Promise<void> {
    const [first] = this.#waiting;
    if (first?.type === 'work') {
      this.#waiting.shift();
      await first.work();
    } else {
      await this.#commit(this.#takeGroup());
    }
  }

  /** Takes the mutations from the front that may share a commit, or the first one if it may not. */
  #takeGroup(): Mutation[] {
    const group: Mutation[] = [];
    let size = 0;
    for (const waiting of this.#waiting) {
      if (waiting.type === 'work') break;
      size += waiting.size;
      const { mutation } = waiting;
      const fits = group.length < MOST_MUTATIONS && size <= MOST_TEXT && mutation.groupable;
      if (group.length > 0 && !fits) break;
      group.push(mutation);
      if (!mutation.groupable) break;
    }
    this.#waiting = this.#waiting.slice(group.length);
    return group;
  }
}
