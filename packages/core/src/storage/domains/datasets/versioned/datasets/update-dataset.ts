import type { datasetArguments } from '../../../../../arguments/index.js';
import { JsonDocument } from '../../../../../json/document.js';
import { schemaRevision } from '../../../../../schemas/revision.js';
import { SchemaValidator } from '../../../../../schemas/validator.js';
import type * as types from '../../../../types.js';
import type { DatasetRecord } from '../adapter/records.js';
import { untilPlanAccepted } from '../commits/attempts.js';
import type { StorageContext } from '../context.js';
import { datasetNotFound, fieldsConflict } from '../errors.js';
import { toDataset } from '../reading/results.js';
import { ExistingItemsCheck } from './existing-items-check.js';

type UpdateArguments = ReturnType<typeof datasetArguments.update>;

/** New schemas of a dataset; `undefined` keeps the present one. */
type SchemaChange = Pick<UpdateArguments, 'inputSchema' | 'expectedOutputSchema'>;

/** Changes a dataset's own fields. */
export async function updateDataset(
  context: StorageContext,
  parsed: UpdateArguments,
): Promise<types.Dataset> {
  const { clock, schemas } = context;
  const { inputSchema, expectedOutputSchema } = parsed;
  const given = [inputSchema, expectedOutputSchema].filter((schema) => schema !== undefined);
  const checksItems = parsed.existing !== 'keep' && given.some((schema) => schema !== null);
  const check = checksItems
    ? new ExistingItemsCheck(new SchemaValidator(inputSchema ?? null, expectedOutputSchema ?? null))
    : null;
  const record = await untilPlanAccepted(context, parsed.id, async (attempts, primitives) => {
    const dataset = await primitives.findDataset(parsed.id);
    if (dataset === null) throw datasetNotFound(parsed.id);
    attempts.saw(dataset.version);
    const { expectedUpdatedAt } = parsed;
    if (expectedUpdatedAt !== undefined && expectedUpdatedAt.getTime() !== dataset.updatedAt) {
      throw fieldsConflict(parsed.id, expectedUpdatedAt, dataset.updatedAt);
    }
    await check?.upTo(primitives, dataset);
    return primitives.updateDataset({
      expectedUpdatedAt: dataset.updatedAt,
      expectedVersion: checksItems ? dataset.version : 'any',
      record: updatedRecord(dataset, parsed, clock.now()),
    });
  });
  schemas.remember(record);
  await clock.wait(record.updatedAt);
  return toDataset(record);
}

function updatedRecord(
  dataset: DatasetRecord,
  parsed: UpdateArguments,
  now: number,
): DatasetRecord {
  const { inputSchema, expectedOutputSchema } = parsed;
  return {
    ...dataset,
    name: parsed.name ?? dataset.name,
    description: keepOr(parsed.description, dataset.description),
    metadata:
      parsed.metadata === undefined ? dataset.metadata : JsonDocument.fromNullable(parsed.metadata),
    attributes:
      parsed.attributes === undefined
        ? dataset.attributes
        : JsonDocument.fromNullable(parsed.attributes),
    ...applySchemaChange(dataset, { inputSchema, expectedOutputSchema }),
    updatedAt: Math.max(now, dataset.updatedAt + 1),
  };
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
