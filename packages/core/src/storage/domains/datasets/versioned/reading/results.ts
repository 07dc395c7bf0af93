import type { JsonDocument } from '../../../../../json/document.js';
import { mapInTurns } from '../../../../../turn.js';
import type * as types from '../../../../types.js';
import type { CommitRecord, DatasetRecord, ItemRecord, NumberedTag } from '../adapter/records.js';

/** Reads a document that was an object when it was written. */
function objectOf(document: JsonDocument): Record<string, unknown> {
  return document.toValue() as Record<string, unknown>;
}

export function toDataset(record: DatasetRecord): types.Dataset {
  return {
    id: record.id,
    name: record.name,
    ...(record.description === null ? {} : { description: record.description }),
    ...(record.metadata === null ? {} : { metadata: objectOf(record.metadata) }),
    ...(record.inputSchema === null
      ? {}
      : { inputSchema: record.inputSchema.toValue() as types.JsonSchema }),
    ...(record.expectedOutputSchema === null
      ? {}
      : { expectedOutputSchema: record.expectedOutputSchema.toValue() as types.JsonSchema }),
    ...(record.attributes === null ? {} : { attributes: objectOf(record.attributes) }),
    version: new Date(record.version),
    versionNumber: record.versionNumber,
    createdAt: new Date(record.createdAt),
    updatedAt: new Date(record.updatedAt),
  };
}

export function toItem(record: ItemRecord): types.DatasetItem {
  const item: types.DatasetItem = {
    id: record.id,
    datasetId: record.datasetId,
    version: new Date(record.version),
    versionNumber: record.versionNumber,
    input: record.input.toValue(),
    createdAt: new Date(record.createdAt),
    updatedAt: new Date(record.updatedAt),
  };
  if (record.externalId !== null) item.externalId = record.externalId;
  if (record.expectedOutput !== null) item.expectedOutput = record.expectedOutput.toValue();
  if (record.context !== null) item.context = objectOf(record.context);
  if (record.splits !== null) item.splits = record.splits.toValue() as string[];
  if (record.source !== null) item.source = objectOf(record.source);
  if (record.attributes !== null) item.attributes = objectOf(record.attributes);
  if (record.purgedAt !== null) item.purgedAt = new Date(record.purgedAt);
  return item;
}

/** Makes items of any number of records. Others have their turn in between. */
export function toItems(records: readonly ItemRecord[]): Promise<types.DatasetItem[]> {
  return mapInTurns(records, toItem);
}

export function toVersion(record: CommitRecord, tags: readonly string[]): types.DatasetVersion {
  const { datasetId, number, added, updated, deleted, purged, itemCount, author, message } = record;
  return {
    datasetId,
    version: new Date(record.version),
    number,
    added,
    updated,
    deleted,
    purged,
    itemCount,
    ...(author === null ? {} : { author }),
    ...(message === null ? {} : { message }),
    tags: [...tags],
  };
}

export function toTag(record: NumberedTag): types.DatasetTag {
  return {
    datasetId: record.datasetId,
    tag: record.tag,
    version: new Date(record.version),
    number: record.number,
    createdAt: new Date(record.createdAt),
  };
}
