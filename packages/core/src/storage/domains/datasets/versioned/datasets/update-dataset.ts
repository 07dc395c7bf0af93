import type { datasetArguments } from '../../../../../arguments/index.js';
import { JsonDocument } from '../../../../../json/document.js';
import { schemaRevision } from '../../../../../schemas/revision.js';
import { schemaValidationFailed, SchemaValidator } from '../../../../../schemas/validator.js';
import type * as types from '../../../../types.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { DatasetRecord } from '../adapter/records.js';
import type { DatasetUpdateRefused } from '../adapter/refusals.js';
import { untilAccepted, type Attempts } from '../commits/attempts.js';
import type { StorageContext } from '../context.js';
import { datasetNotFound } from '../errors.js';
import { toDataset } from '../reading/results.js';
import { scanSnapshot } from '../reading/scan-items.js';

type UpdateArguments = ReturnType<typeof datasetArguments.update>;

/** New schemas of a dataset; `undefined` keeps the present one. */
type SchemaChange = Pick<UpdateArguments, 'inputSchema' | 'expectedOutputSchema'>;

/** Changes a dataset's own fields. */
export async function updateDataset(
  context: StorageContext,
  parsed: UpdateArguments,
): Promise<types.Dataset> {
  const { clock, schemas } = context;
  const record = await untilAccepted(context, parsed.id, (attempts) =>
    tryToUpdate(context, parsed, attempts),
  );
  schemas.remember(record);
  await clock.wait(record.updatedAt);
  return toDataset(record);
}

/** Gives the new record. */
async function tryToUpdate(
  { primitives, clock }: StorageContext,
  parsed: UpdateArguments,
  attempts: Attempts,
): Promise<DatasetRecord | DatasetUpdateRefused> {
  const { inputSchema, expectedOutputSchema } = parsed;
  const change: SchemaChange = { inputSchema, expectedOutputSchema };
  const dataset = await primitives.findDataset(parsed.id);
  if (dataset === null) throw datasetNotFound(parsed.id);
  attempts.saw(dataset.version);
  const given = Object.values(change).filter((schema) => schema !== undefined);
  const checksItems = parsed.existing !== 'keep' && given.some((schema) => schema !== null);
  if (checksItems) await checkExistingItems(primitives, dataset, change);
  return primitives.updateDataset({
    expectedUpdatedAt: dataset.updatedAt,
    expectedVersion: checksItems ? dataset.version : 'any',
    record: {
      ...dataset,
      name: parsed.name ?? dataset.name,
      description: keepOr(parsed.description, dataset.description),
      metadata:
        parsed.metadata === undefined
          ? dataset.metadata
          : JsonDocument.fromNullable(parsed.metadata),
      attributes:
        parsed.attributes === undefined
          ? dataset.attributes
          : JsonDocument.fromNullable(parsed.attributes),
      ...applySchemaChange(dataset, change),
      updatedAt: Math.max(clock.now(), dataset.updatedAt + 1),
    },
  });
}

function keepOr<Value>(given: Value | undefined, present: Value): Value {
  return given === undefined ? present : given;
}

function applySchemaChange(dataset: DatasetRecord, change: SchemaChange) {
  const keepOrWrap = (given: types.JsonSchema | null | undefined, present: JsonDocument | null) =>
    given === undefined ? present : JsonDocument.fromNullable(given);
  const inputSchema = keepOrWrap(change.inputSchema, dataset.inputSchema);
  const expectedOutputSchema = keepOrWrap(
    change.expectedOutputSchema,
    dataset.expectedOutputSchema,
  );
  return {
    inputSchema,
    expectedOutputSchema,
    schemaRevision: schemaRevision(inputSchema, expectedOutputSchema),
  };
}

/** Throws `SCHEMA_VALIDATION_FAILED` with every existing item that breaks a new schema. */
async function checkExistingItems(
  primitives: DatasetsPrimitives,
  { id: datasetId, version }: DatasetRecord,
  { inputSchema, expectedOutputSchema }: SchemaChange,
): Promise<void> {
  const validator = new SchemaValidator(inputSchema ?? null, expectedOutputSchema ?? null);
  const check = validator.startCheck();
  let index = 0;
  for await (const item of scanSnapshot(primitives, { datasetId, version })) {
    const { id, input, expectedOutput } = item;
    check.add({ index, id, input, expectedOutput });
    index += 1;
    if (check.gaveUp) break;
  }
  const failures = check.finish();
  if (failures.length > 0) throw schemaValidationFailed(datasetId, failures);
}
