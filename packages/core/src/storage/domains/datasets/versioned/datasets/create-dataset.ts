import type { datasetArguments } from '../../../../../arguments/index.js';
import { createId } from '../../../../../ids.js';
import { JsonDocument } from '../../../../../json/document.js';
import { schemaRevision } from '../../../../../schemas/revision.js';
import type * as types from '../../../../types.js';
import type { DatasetRecord } from '../adapter/records.js';
import type { StorageContext } from '../context.js';
import { toDataset } from '../reading/results.js';

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
