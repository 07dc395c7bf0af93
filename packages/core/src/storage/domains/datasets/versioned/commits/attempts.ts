import type { Clock } from '../../../../../clock.js';
import type { DatasetsError } from '../../../../../errors.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import { isRefused, type Refused } from '../adapter/refusals.js';
import type { StorageContext } from '../context.js';
import { datasetDamaged, datasetNotFound, storageBusy } from '../errors.js';

/** What {@link Attempts} needs of a storage. */
export type AttemptContext = Pick<StorageContext, 'primitives' | 'clock' | 'busyTimeoutMs'>;

/**
 * The least number of tries, whatever the time limit. One try is too few, because the first may use
 * what was read long before.
 */
const LEAST_TRIES = 2;

/**
 * The longest pause between two tries, in milliseconds. Pauses double while tries see nothing new.
 */
const LONGEST_PAUSE_MS = 25;

/** Limits how long a change of a dataset is tried again while others change the dataset, too. */
export class Attempts {
  readonly #primitives: DatasetsPrimitives;
  readonly #clock: Clock;
  readonly #busyTimeoutMs: number;
  readonly #datasetId: string;
  /** When the first try was refused: by the clock, and in real time. */
  #firstRefusal: { readonly at: number; readonly really: number } | undefined;
  #refusals = 0;
  #pauseMs = 1;
  /** The newest version that this try saw, and the one that the try before it saw. */
  #seen: number | null = null;
  #seenBefore: number | null = null;
  #isFresh = false;

  constructor({ primitives, clock, busyTimeoutMs }: AttemptContext, datasetId: string) {
    this.#primitives = primitives;
    this.#clock = clock;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#datasetId = datasetId;
  }

  /** Makes the reads that follow see everything that has been committed. */
  async refresh(): Promise<void> {
    await this.#primitives.refresh?.();
    this.#isFresh = true;
  }

  /**
   * Does what {@link refresh} does, but only once. Gives whether reads may give something else now.
   */
  async refreshOnce(): Promise<boolean> {
    if (this.#isFresh) return false;
    this.#isFresh = true;
    return (await this.#primitives.refresh?.()) ?? false;
  }

  /** Whether an earlier try was refused. Then this one should not lose time. */
  get isContended(): boolean {
    return this.#refusals > 0;
  }

  /**
   * Runs one try. From the second try on, it keeps others from writing meanwhile, where the adapter
   * can. The try must use the primitives that it is given, for its reads and for its write. A write
   * through any others would wait until the try ends, and the try would wait for that write.
   */
  run<Outcome>(work: (primitives: DatasetsPrimitives) => Promise<Outcome>): Promise<Outcome> {
    const primitives = this.#primitives;
    if (!this.isContended || primitives.hold === undefined) return work(primitives);
    return primitives.hold(this.#datasetId, work);
  }

  /** Notes the newest version of the dataset that this try saw. */
  saw(version: number): void {
    this.#seen = version;
  }

  /**
   * Prepares the next try after a refused one. A refused try that saw no new version has read from
   * a copy that is behind. So this waits a little, and the copy can catch up. Throws `STORAGE_BUSY`
   * when the time is over.
   */
  async again(): Promise<void> {
    this.#refusals += 1;
    this.#firstRefusal ??= { at: this.#clock.now(), really: performance.now() };
    if (this.#refusals >= LEAST_TRIES && this.#isOver(this.#firstRefusal)) {
      throw storageBusy(this.#datasetId);
    }
    const sawNews = this.#seen !== null && this.#seen !== this.#seenBefore;
    this.#seenBefore = this.#seen;
    if (sawNews) return;
    await this.#clock.wait(this.#clock.now() + this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  /**
   * The error for a refusal when another try cannot help; `null` when it can. Rows that contradict
   * each other may be those of a dataset that others stored in the middle of the first try, which
   * had found no dataset; so only a second try tells that they are damaged.
   */
  async finalError(
    primitives: DatasetsPrimitives,
    { refused }: Refused<string>,
  ): Promise<DatasetsError | null> {
    const datasetId = this.#datasetId;
    if (refused === 'dataset') return datasetNotFound(datasetId);
    if (refused !== 'intact') return null;
    if ((await primitives.findDataset(datasetId)) === null) return datasetNotFound(datasetId);
    return this.isContended ? datasetDamaged(datasetId) : null;
  }

  /** Whether the time is over, by the clock, or by real time where the clock stands still. */
  #isOver({ at, really }: { readonly at: number; readonly really: number }): boolean {
    const elapsed = Math.max(this.#clock.now() - at, performance.now() - really);
    return elapsed >= this.#busyTimeoutMs;
  }
}

/**
 * Repeats work on a dataset until it is not refused. Rejects with `DATASET_NOT_FOUND` or
 * `STORAGE_FAILED` when another try would not help, with `STORAGE_BUSY` when the time is over, and
 * with the errors that the work throws.
 */
export async function untilAccepted<Result extends object>(
  context: AttemptContext,
  datasetId: string,
  work: (attempts: Attempts) => Promise<Result | Refused<string>>,
): Promise<Result> {
  const attempts = new Attempts(context, datasetId);
  for (;;) {
    await attempts.refresh();
    const answer = await work(attempts);
    if (!isRefused(answer)) return answer;
    const error = await attempts.finalError(context.primitives, answer);
    if (error !== null) throw error;
    await attempts.again();
  }
}

/**
 * As {@link untilAccepted}, for work that reads much before it writes. From the second try on, it
 * keeps others from writing meanwhile, where the adapter can: see {@link Attempts.run}.
 */
export async function untilPlanAccepted<Result extends object>(
  context: AttemptContext,
  datasetId: string,
  work: (attempts: Attempts, primitives: DatasetsPrimitives) => Promise<Result | Refused<string>>,
): Promise<Result> {
  return untilAccepted(context, datasetId, (attempts) =>
    attempts.run((primitives) => work(attempts, primitives)),
  );
}
