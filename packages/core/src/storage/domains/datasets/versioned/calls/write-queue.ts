import { nextTurn } from '../../../../../turn.js';
import type { Mutation } from '../commits/mutations.js';

/** How many mutations share one commit at most. */
const MOST_MUTATIONS = 10_000;

/**
 * How many bytes of text mutations that share a commit write at most. A larger one is alone in its
 * commit.
 */
const MOST_TEXT = 32_000_000;

/** What waits for its turn to change a dataset. */
export type Waiting =
  | { readonly type: 'mutation'; readonly mutation: Mutation; readonly size: number }
  /** Work that makes its own commits. It never rejects. */
  | { readonly type: 'work'; readonly work: () => Promise<void> };

/** Commits mutations in their order. It must settle every one of them. */
export type CommitAll = (mutations: readonly Mutation[]) => Promise<void>;

/**
 * Queues the changes of one dataset. Mutations that wait at the same time share a commit (group
 * commit). Work, and mutations that may not share a commit, run alone when it is their turn. The
 * next group starts after the commit wait of the one before, so that every commit wait takes about
 * a millisecond at most.
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

  /** Runs what waits until the queue is empty. Does nothing when it is running already. */
  async drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      while (this.#waiting.length > 0) {
        await this.#runNext();
        // A local database answers without a turn of the event loop, but timers and other callbacks
        // need a turn.
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

  /** Takes the first mutations that may share a commit, or only the first one if it may not. */
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
