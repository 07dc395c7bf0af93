import type { datasetArguments } from '../../../../../arguments/index.js';
import { createId } from '../../../../../ids.js';
import { JsonDocument } from '../../../../../json/document.js';
import { schemaRevision } from '../../../../../schemas/revision.js';
import type * as types from '../../../../types.js';
import type { DatasetRecord } from '../adapter/records.js';
import { Attempts } from '../commits/attempts.js';
import type { StorageContext } from '../context.js';
import { datasetExists } from '../errors.js';
import { toDataset } from '../reading/results.js';

/** The record of a new dataset; every time in it is the same. */
export function newDatasetRecord(
  now: number,
  fields: Pick<DatasetRecord, 'name' | 'description' | 'metadata' | 'attributes'> &
    Pick<DatasetRecord, 'inputSchema' | 'expectedOutputSchema'>,
  id = createId(),
): DatasetRecord {
  return {
    id,
    ...fields,
    schemaRevision: schemaRevision(fields.inputSchema, fields.expectedOutputSchema),
    version: now,
    versionNumber: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** Creates an empty dataset, or finds one that has the id already. */
export async function createDataset(
  context: StorageContext,
  parsed: ReturnType<typeof datasetArguments.create>,
): Promise<types.Dataset> {
  const id = parsed.id ?? createId();
  const attempts = new Attempts(context, id);
  let record = await tryToCreate(context, id, parsed);
  while (record === null) {
    // The dataset that had this id was deleted meanwhile.
    await attempts.again();
    record = await tryToCreate(context, id, parsed);
  }
  context.schemas.remember(record);
  return toDataset(record);
}

async function tryToCreate(
  { primitives, clock }: StorageContext,
  id: string,
  parsed: ReturnType<typeof datasetArguments.create>,
): Promise<DatasetRecord | null> {
  const { name, description, author = null, message = null } = parsed;
  const fields = {
    name,
    description,
    metadata: JsonDocument.fromNullable(parsed.metadata),
    attributes: JsonDocument.fromNullable(parsed.attributes),
    inputSchema: JsonDocument.fromNullable(parsed.inputSchema),
    expectedOutputSchema: JsonDocument.fromNullable(parsed.expectedOutputSchema),
  };
  const record = newDatasetRecord(clock.now(), fields, id);
  if (await primitives.insertDataset(record, [], { author, message })) return record;
  await primitives.refresh?.();
  const present = await primitives.findDataset(id);
  if (present !== null && parsed.onConflict !== 'skip') throw datasetExists(id);
  return present;
}
