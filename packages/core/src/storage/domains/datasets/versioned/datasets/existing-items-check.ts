import { setImmediate as nextTurn } from 'node:timers/promises';
import { schemaValidationFailed, type SchemaValidator } from '../../../../../schemas/validator.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { DatasetRecord } from '../adapter/records.js';
import { toItem } from '../reading/results.js';
import { scanSnapshot } from '../reading/scan-items.js';

/** How many changed items are read at a time. */
const BATCH_SIZE = 500;

/**
 * Checks the items of a dataset by new schemas. When others commit meanwhile, only what they changed
 * is checked again.
 */
export class ExistingItemsCheck {
  readonly #primitives: DatasetsPrimitives;
  readonly #validator: SchemaValidator;
  /** The version whose items have all been accepted. */
  #accepted: number | null = null;

  constructor(primitives: DatasetsPrimitives, validator: SchemaValidator) {
    this.#primitives = primitives;
    this.#validator = validator;
  }

  /**
   * Checks the items of the newest version. Throws `SCHEMA_VALIDATION_FAILED` with every item that
   * breaks a schema.
   */
  async upTo(dataset: DatasetRecord): Promise<void> {
    const { id, version } = dataset;
    if (this.#accepted === null || !(await this.#acceptsChanges(id, this.#accepted, version))) {
      await this.#checkAll(dataset);
    }
    this.#accepted = version;
  }

  async #acceptsChanges(datasetId: string, from: number, to: number): Promise<boolean> {
    const ids = await this.#primitives.findChangedItemIds(datasetId, from, to);
    for (let start = 0; start < ids.length; start += BATCH_SIZE) {
      const chunk = ids.slice(start, start + BATCH_SIZE);
      const found = await this.#primitives.findItems(chunk, to, datasetId);
      // A mark has no content to check.
      const items = found.filter(({ purgedAt }) => purgedAt === null);
      const subjects = items.map(toItem).map(({ id, input, expectedOutput }, index) => ({
        ...{ index: start + index, id, input, expectedOutput },
      }));
      if (this.#validator.check(subjects).length > 0) return false;
    }
    return true;
  }

  async #checkAll({ id: datasetId, version }: DatasetRecord): Promise<void> {
    const check = this.#validator.startCheck();
    let index = 0;
    for await (const item of scanSnapshot(this.#primitives, { datasetId, version })) {
      const { id, input, expectedOutput, purgedAt } = item;
      if (purgedAt === undefined) check.add({ index, id, input, expectedOutput });
      index += 1;
      if (index % BATCH_SIZE === 0) await nextTurn();
      if (check.gaveUp) break;
    }
    const failures = check.finish();
    if (failures.length > 0) throw schemaValidationFailed(datasetId, failures);
  }
}
