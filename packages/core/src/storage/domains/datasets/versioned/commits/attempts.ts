import type { Clock } from '../../../../../clock.js';
import type { DatasetsError } from '../../../../../errors.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import { isRefused, type Refused } from '../adapter/refusals.js';
import type { StorageContext } from '../context.js';
import { datasetDamaged, datasetNotFound, storageBusy } from '../errors.js';

/** What trying again takes. */
export type AttemptContext = Pick<StorageContext, 'primitives' | 'clock' | 'busyTimeoutMs'>;

/** So many tries are made whatever the time limit: the first may go by what was known before. */
const LEAST_TRIES = 2;

/** The pauses between tries that found nothing new grow up to this, in milliseconds. */
const LONGEST_PAUSE_MS = 25;

/** Tries to change a dataset again while others change it too, for a limited time. */
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

  /** Makes what is read from now on as new as can be. */
  async refresh(): Promise<void> {
    await this.#primitives.refresh?.();
    this.#isFresh = true;
  }

  /** Makes the reads as {@link refresh} does unless they are, and tells whether they may differ. */
  async refreshOnce(): Promise<boolean> {
    if (this.#isFresh) return false;
    this.#isFresh = true;
    return (await this.#primitives.refresh?.()) ?? false;
  }

  /** Whether others were faster before, so that this try should lose no time. */
  get isContended(): boolean {
    return this.#refusals > 0;
  }

  /** Takes note of the newest version of the dataset that a try goes by. */
  saw(version: number): void {
    this.#seen = version;
  }

  /**
   * Prepares another try after one that was refused. A try that saw nothing new goes by a copy that
   * lags behind, which gets some time to catch up. Throws `STORAGE_BUSY` when the time is over.
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

  /** Whether the time is over, by the clock, or by real time where the clock stands still. */
  #isOver({ at, really }: { readonly at: number; readonly really: number }): boolean {
    const elapsed = Math.max(this.#clock.now() - at, performance.now() - really);
    return elapsed >= this.#busyTimeoutMs;
  }
}

/**
 * Repeats work on a dataset until it is not refused any more. Rejects with `DATASET_NOT_FOUND` or
 * `STORAGE_FAILED` where no other try would help, with `STORAGE_BUSY` when the time is over, and
 * with whatever the work throws.
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
    const error = await finalError(context.primitives, datasetId, answer);
    if (error !== null) throw error;
    await attempts.again();
  }
}

/** What a refusal means that another try cannot help; `null` where it can. */
export async function finalError(
  primitives: DatasetsPrimitives,
  datasetId: string,
  { refused }: Refused<string>,
): Promise<DatasetsError | null> {
  if (refused !== 'dataset' && refused !== 'intact') return null;
  const isGone = refused === 'dataset' || (await primitives.findDataset(datasetId)) === null;
  return isGone ? datasetNotFound(datasetId) : datasetDamaged(datasetId);
}
