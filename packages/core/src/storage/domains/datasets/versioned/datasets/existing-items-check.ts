import { schemaValidationFailed, type SchemaValidator } from '../../../../../schemas/validator.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { DatasetRecord } from '../adapter/records.js';
import { toItem } from '../reading/results.js';
import { scanSnapshot } from '../reading/scan-items.js';

/** How many changed items are read at a time. */
const BATCH_SIZE = 500;

/**
 * Checks the items of a dataset by new schemas. When others commit meanwhile, only what they
 * changed is checked again.
 */
export class ExistingItemsCheck {
  readonly #validator: SchemaValidator;
  /** The version whose items have all been accepted. */
  #accepted: number | null = null;

  constructor(validator: SchemaValidator) {
    this.#validator = validator;
  }

  /**
   * Checks the items of the newest version. Throws `SCHEMA_VALIDATION_FAILED` with every item that
   * breaks a schema.
   */
  async upTo(primitives: DatasetsPrimitives, dataset: DatasetRecord): Promise<void> {
    const { version } = dataset;
    const accepted = this.#accepted;
    if (accepted === null || !(await this.#acceptsChanges(primitives, dataset, accepted))) {
      await this.#checkAll(primitives, dataset);
    }
    this.#accepted = version;
  }

  async #acceptsChanges(
    primitives: DatasetsPrimitives,
    { id: datasetId, version: to }: DatasetRecord,
    from: number,
  ): Promise<boolean> {
    const ids = await primitives.findChangedItemIds(datasetId, from, to);
    for (let start = 0; start < ids.length; start += BATCH_SIZE) {
      const chunk = ids.slice(start, start + BATCH_SIZE);
      const found = await primitives.findItems(chunk, to, datasetId);
      // A purged item has no content to check.
      const items = found.filter(({ purgedAt }) => purgedAt === null);
      const subjects = items.map(toItem).map(({ id, input, expectedOutput }, index) => ({
        ...{ index: start + index, id, input, expectedOutput },
      }));
      if (this.#validator.check(subjects).length > 0) return false;
    }
    return true;
  }

  async #checkAll(
    primitives: DatasetsPrimitives,
    { id: datasetId, version }: DatasetRecord,
  ): Promise<void> {
    const check = this.#validator.startCheck();
    let index = 0;
    for await (const item of scanSnapshot(primitives, { datasetId, version })) {
      const { id, input, expectedOutput, purgedAt } = item;
      if (purgedAt === undefined) check.add({ index, id, input, expectedOutput });
      index += 1;
      if (check.gaveUp) break;
    }
    const failures = check.finish();
    if (failures.length > 0) throw schemaValidationFailed(datasetId, failures);
  }
}
