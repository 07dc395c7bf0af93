import { setImmediate as nextTurn } from 'node:timers/promises';

/** The most calls that one commit serves. */
const MAXIMUM_GROUP_LENGTH = 10_000;

/** How much text one commit writes for calls that share it, in bytes; a single call may have more. */
const MAXIMUM_GROUP_SIZE = 32_000_000;

/** How many calls that cannot join a group are passed over before it is closed. */
const MAXIMUM_DEFERRALS = 1_000;

/** A call that waits for its commit. */
export interface Waiting<Call> {
  /** What the call touches; calls that share a key never share a commit. `null`: commits alone. */
  readonly keys: readonly string[] | null;
  /** Only calls of one group share a commit. */
  readonly group: string;
  /** About how much text it writes, in bytes. */
  readonly size: number;
  readonly call: Call;
}

/** Runs calls of one group in a commit; must settle every one of them. */
export type CommitGroup<Call> = (calls: readonly Call[]) => Promise<void>;

/**
 * Lines up the calls that change one dataset and commits those in flight together as groups
 * (group commit). Calls on the same item keep their order. The next group starts when the
 * last one's commit wait is over, which bounds every wait to about a millisecond.
 */
export class CommitQueue<Call> {
  readonly #commit: CommitGroup<Call>;
  #waiting: Waiting<Call>[] = [];
  #draining = false;

  constructor(commit: CommitGroup<Call>) {
    this.#commit = commit;
  }

  /** Whether nothing waits or runs. */
  get idle(): boolean {
    return !this.#draining && this.#waiting.length === 0;
  }

  push(waiting: Waiting<Call>): void {
    this.#waiting.push(waiting);
  }

  /** Works until nothing waits any more; does nothing when it is at work already. */
  async drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    try {
      while (this.#waiting.length > 0) {
        await this.#commit(this.#takeGroup());
        // A local database answers without a turn of the event loop, which others need too.
        if (this.#waiting.length > 0) await nextTurn();
      }
    } finally {
      this.#draining = false;
    }
  }

  #takeGroup(): Call[] {
    const group: Call[] = [];
    let left: Waiting<Call>[] = [];
    let size = 0;
    const claimed = new Set<string>();
    for (const [index, waiting] of this.#waiting.entries()) {
      const full =
        group.length >= MAXIMUM_GROUP_LENGTH ||
        left.length >= MAXIMUM_DEFERRALS ||
        (group.length > 0 && size + waiting.size > MAXIMUM_GROUP_SIZE);
      if (waiting.keys === null || full) {
        if (waiting.keys === null && index === 0) {
          this.#waiting.shift();
          return [waiting.call];
        }
        left = left.concat(this.#waiting.slice(index));
        break;
      }
      const isOther = waiting.group !== this.#waiting[0]?.group;
      if (isOther || waiting.keys.some((key) => claimed.has(key))) {
        left.push(waiting);
      } else {
        group.push(waiting.call);
        size += waiting.size;
      }
      for (const key of waiting.keys) claimed.add(key);
    }
    this.#waiting = left;
    return group;
  }
}
