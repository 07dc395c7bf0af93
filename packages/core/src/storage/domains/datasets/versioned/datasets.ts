import type { datasetArguments } from '../../../../arguments/index.js';
import { createId } from '../../../../ids.js';
import { JsonDocument } from '../../../../json/document.js';
import { schemaRevision } from '../../../../schemas/revision.js';
import { schemaValidationFailed, SchemaValidator } from '../../../../schemas/validator.js';
import { pageRange, paginate, paginationInfo, type PageRange } from '../../../pagination.js';
import type * as types from '../../../types.js';
import { hasMembers, includesText } from '../filter.js';
import { retryWhileContended } from './contention.js';
import type { StorageContext } from './context.js';
import { datasetNotFound } from './errors.js';
import { scanSnapshot } from './item-reader.js';
import { toDataset } from './mapping.js';
import type { DatasetsPrimitives } from './primitives.js';
import type { DatasetRecord } from './records.js';

/** How many datasets a search fetches at a time. */
const SEARCH_BATCH_SIZE = 200;

/** The record of a new dataset; every time in it is the same. */
export function newDatasetRecord(
  now: number,
  fields: Pick<DatasetRecord, 'name' | 'description' | 'metadata'> &
    Pick<DatasetRecord, 'inputSchema' | 'expectedOutputSchema'>,
): DatasetRecord {
  return {
    id: createId(),
    ...fields,
    schemaRevision: schemaRevision(fields.inputSchema, fields.expectedOutputSchema),
    version: now,
    createdAt: now,
    updatedAt: now,
  };
}

/** Creates an empty dataset. */
export async function createDataset(
  { primitives, clock, schemas }: StorageContext,
  parsed: ReturnType<typeof datasetArguments.create>,
): Promise<types.Dataset> {
  const record = newDatasetRecord(clock.now(), {
    name: parsed.name,
    description: parsed.description,
    metadata: JsonDocument.fromNullable(parsed.metadata),
    inputSchema: JsonDocument.fromNullable(parsed.inputSchema),
    expectedOutputSchema: JsonDocument.fromNullable(parsed.expectedOutputSchema),
  });
  await primitives.insertDataset(record, []);
  schemas.remember(record);
  return toDataset(record);
}

type UpdateArguments = ReturnType<typeof datasetArguments.update>;

/** New schemas of a dataset; `undefined` keeps the present one. */
type SchemaChange = Pick<UpdateArguments, 'inputSchema' | 'expectedOutputSchema'>;

/** Changes a dataset's own fields. */
export async function updateDataset(
  context: StorageContext,
  parsed: UpdateArguments,
): Promise<types.Dataset> {
  const { primitives, clock, schemas } = context;
  const record = await retryWhileContended(primitives, parsed.id, () =>
    tryToUpdate(context, parsed),
  );
  schemas.remember(record);
  await clock.wait(record.updatedAt);
  return toDataset(record);
}

/** Gives the new record, or `null` when somebody else changed the dataset meanwhile. */
async function tryToUpdate(
  { primitives, clock }: StorageContext,
  parsed: UpdateArguments,
): Promise<DatasetRecord | null> {
  const { inputSchema, expectedOutputSchema } = parsed;
  const change: SchemaChange = { inputSchema, expectedOutputSchema };
  const dataset = await primitives.findDataset(parsed.id);
  if (dataset === null) throw datasetNotFound(parsed.id);
  const given = Object.values(change).filter((schema) => schema !== undefined);
  const checksItems = parsed.existing !== 'keep' && given.some((schema) => schema !== null);
  if (checksItems) await checkExistingItems(primitives, dataset, change);
  return primitives.updateDataset({
    expectedUpdatedAt: dataset.updatedAt,
    expectedVersion: checksItems ? dataset.version : null,
    record: {
      ...dataset,
      name: parsed.name ?? dataset.name,
      description: keepOr(parsed.description, dataset.description),
      metadata:
        parsed.metadata === undefined
          ? dataset.metadata
          : JsonDocument.fromNullable(parsed.metadata),
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

/** Lists a page of the datasets that match, newest first. */
export async function listDatasets(
  primitives: DatasetsPrimitives,
  { pagination, search, metadata }: ReturnType<typeof datasetArguments.list>,
): Promise<types.ListDatasetsOutput> {
  if (search !== undefined || metadata !== null) {
    const matches: types.Dataset[] = [];
    for await (const dataset of scanDatasets(primitives)) {
      if (search !== undefined && !includesText(dataset.name, search)) continue;
      if (metadata !== null && !hasMembers(dataset.metadata, metadata)) continue;
      matches.push(dataset);
    }
    const page = paginate(matches, pagination);
    return { datasets: page.entries, pagination: page.pagination };
  }
  const range = pageRange(pagination);
  const records = await primitives.pageDatasets({ after: null, ...range });
  const total = endOf(range, records.length) ?? (await primitives.countDatasets());
  return { datasets: records.map(toDataset), pagination: paginationInfo(pagination, total) };
}

/** The length of a list of which a page shows the end; `null` where it does not. */
function endOf({ offset, limit }: PageRange, length: number): number | null {
  const isEnd = limit === null || (length < limit && (length > 0 || offset === 0));
  return isEnd ? offset + length : null;
}

async function* scanDatasets(
  primitives: DatasetsPrimitives,
): AsyncGenerator<types.Dataset, void, undefined> {
  let after = null;
  for (;;) {
    const range = { after, offset: 0, limit: SEARCH_BATCH_SIZE };
    const records = await primitives.pageDatasets(range);
    for (const record of records) yield toDataset(record);
    const last = records.at(-1);
    if (last === undefined || records.length < SEARCH_BATCH_SIZE) return;
    after = { createdAt: last.createdAt, id: last.id };
  }
}
