import { setTimeout as delay } from 'node:timers/promises';
import type { DatasetsError } from '../../../../../errors.js';
import { datasetDamaged, datasetNotFound, storageBusy } from '../errors.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { DatasetRecord } from '../adapter/records.js';

/** How often work is tried again when other writers change the state under it. */
const MAXIMUM_ATTEMPTS = 100;

/** The pauses in which a copy of the data can catch up grow up to this, in milliseconds. */
const LONGEST_PAUSE_MS = 50;

/** Tells what a commit is refused for that nobody is in the way of. */
type Explanation = (dataset: DatasetRecord) => DatasetsError | Promise<DatasetsError>;

/** Follows work on a dataset that is tried again when it is refused, and tells when to give up. */
export class Contention {
  readonly #primitives: DatasetsPrimitives;
  readonly #datasetId: string;
  readonly #explain: Explanation;
  #attempts = 0;
  #pause = 1;
  #lastSeen: DatasetRecord | null = null;
  #isFresh = false;

  constructor(
    primitives: DatasetsPrimitives,
    datasetId: string,
    explain: Explanation = ({ id }) => datasetDamaged(id),
  ) {
    this.#primitives = primitives;
    this.#datasetId = datasetId;
    this.#explain = explain;
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

  /** Counts a try that came to nothing. Throws `STORAGE_BUSY` when there were too many. */
  count(): void {
    this.#attempts += 1;
    if (this.#attempts >= MAXIMUM_ATTEMPTS) throw storageBusy(this.#datasetId);
  }

  /**
   * Counts a commit that was refused for no reason that the dataset, read since, shows. Throws
   * `STORAGE_BUSY` as {@link count} does, and `STORAGE_FAILED`, unless there is another explanation,
   * when nobody had changed the dataset.
   */
  async refused(dataset: DatasetRecord): Promise<void> {
    this.count();
    const last = this.#lastSeen;
    this.#lastSeen = dataset;
    if (last?.version !== dataset.version || last.updatedAt !== dataset.updatedAt) return;
    const { id: datasetId, version: expectedVersion, schemaRevision } = dataset;
    const conditions = { datasetId, expectedVersion, schemaRevision, kept: [] };
    if ((await this.#primitives.confirm(conditions)) !== null) throw await this.#explain(dataset);
    // What was read is a copy that lags behind.
    await delay(this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }
}

/**
 * Repeats work until what it writes is not refused any more, which `null` stands for. Throws
 * `STORAGE_BUSY` when other writers are always faster.
 */
export async function retryWhileContended<Result>(
  primitives: DatasetsPrimitives,
  datasetId: string,
  attempt: () => Promise<Result | null>,
): Promise<Result> {
  const contention = new Contention(primitives, datasetId);
  for (;;) {
    await contention.refresh();
    const result = await attempt();
    if (result !== null) return result;
    contention.count();
  }
}

/** As {@link retryWhileContended} for a commit; throws as {@link Contention.refused} does, too. */
export async function retryCommit<Result>(
  primitives: DatasetsPrimitives,
  datasetId: string,
  attempt: () => Promise<Result | null>,
  explain?: Explanation,
): Promise<Result> {
  const contention = new Contention(primitives, datasetId, explain);
  await contention.refresh();
  for (;;) {
    const result = await attempt();
    if (result !== null) return result;
    await contention.refresh();
    const dataset = await primitives.findDataset(datasetId);
    if (dataset === null) throw datasetNotFound(datasetId);
    await contention.refused(dataset);
  }
}
