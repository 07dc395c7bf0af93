import { LRUCache } from 'lru-cache';
import type { JsonDocument } from '../../../../json/document.js';
import { SchemaValidator } from '../../../../schemas/validator.js';
import type { JsonSchema } from '../../../types.js';
import type { DatasetsPrimitives } from './adapter/primitives.js';
import type { DatasetRecord } from './adapter/records.js';

/** How many datasets' schemas are kept compiled. */
const CAPACITY = 1_000;

/** The schemas of a dataset as of one revision. */
export interface KnownSchemas {
  readonly revision: number | null;
  readonly validator: SchemaValidator;
}

const NO_SCHEMAS: KnownSchemas = { revision: null, validator: new SchemaValidator(null, null) };

/**
 * Remembers the compiled schemas of datasets. They may be out of date. So a write names the
 * revision that it was checked against, and refreshes the schemas when the dataset has another one.
 */
export class SchemaRegistry {
  readonly #known = new LRUCache<string, KnownSchemas>({ max: CAPACITY });

  /** The schemas as last known. For a dataset that was never seen, there are none. */
  get(datasetId: string): KnownSchemas {
    return this.#known.get(datasetId) ?? NO_SCHEMAS;
  }

  /** Takes over the schemas of a dataset just read or written. */
  remember(record: DatasetRecord): void {
    if (record.schemaRevision === null) {
      this.#known.delete(record.id);
    } else if (this.#known.get(record.id)?.revision !== record.schemaRevision) {
      this.#known.set(record.id, {
        revision: record.schemaRevision,
        validator: new SchemaValidator(
          schemaOf(record.inputSchema),
          schemaOf(record.expectedOutputSchema),
        ),
      });
    }
  }

  /** Reads the schemas again and tells whether they changed. */
  async refresh(
    primitives: Pick<DatasetsPrimitives, 'findDataset'>,
    datasetId: string,
  ): Promise<boolean> {
    const { revision } = this.get(datasetId);
    const record = await primitives.findDataset(datasetId);
    if (record === null) {
      this.#known.delete(datasetId);
      return revision !== null;
    }
    this.remember(record);
    return record.schemaRevision !== revision;
  }
}

function schemaOf(document: JsonDocument | null): JsonSchema | null {
  return document === null ? null : (document.toValue() as JsonSchema);
}
