import type { DatasetOrderBy } from '../../../../types.js';
import { compareDatasetPositions, datasetPosition } from '../adapter/dataset-order.js';
import type { DatasetRecord } from '../adapter/records.js';

/** How many datasets more than asked for are kept before they are sorted. */
const SLACK = 1_000;

/** Keeps the first of all datasets that it is given. It has about twice as many in memory. */
export class FirstDatasets {
  readonly #count: number;
  readonly #orderBy: DatasetOrderBy;
  #records: DatasetRecord[] = [];

  constructor(count: number, orderBy: DatasetOrderBy) {
    this.#count = count;
    this.#orderBy = orderBy;
  }

  add(record: DatasetRecord): void {
    this.#records.push(record);
    if (this.#records.length >= 2 * this.#count + SLACK) this.#keepFirst();
  }

  /** The first ones, in their order. */
  finish(): readonly DatasetRecord[] {
    this.#keepFirst();
    return this.#records;
  }

  #keepFirst(): void {
    const placeOf = (record: DatasetRecord) => datasetPosition(this.#orderBy, record);
    this.#records.sort((left, right) =>
      compareDatasetPositions(this.#orderBy, placeOf(left), placeOf(right)),
    );
    this.#records.length = Math.min(this.#records.length, this.#count);
  }
}
