import {
  ITEM_STATE_COLUMNS,
  JsonDocument,
  type CommitRecord,
  type DatasetRecord,
  type ItemRecord,
  type ItemStateRecord,
  type TagRecord,
} from '@mastra-datasets/core';

/** A row as a list of its values. */
export type Row = readonly unknown[];

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('A column that holds text gave none.');
  return value;
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : text(value);
}

/** Reads a `bigint`, which `pg` gives as text unless the application told it otherwise. */
export function integer(value: unknown): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new TypeError('A column of integers gave none.');
  return number;
}

function integerOrNull(value: unknown): number | null {
  return value === null ? null : integer(value);
}

function json(value: unknown): JsonDocument {
  return JsonDocument.fromText(text(value));
}

function jsonOrNull(value: unknown): JsonDocument | null {
  return value === null ? null : json(value);
}

/** Reads a row that begins with a selected state. */
export function toItemRecord(row: Row): ItemRecord {
  return {
    id: text(row[0]),
    datasetId: text(row[1]),
    externalId: textOrNull(row[2]),
    version: integer(row[3]),
    input: json(row[4]),
    expectedOutput: jsonOrNull(row[5]),
    context: jsonOrNull(row[6]),
    createdAt: integer(row[7]),
    updatedAt: integer(row[8]),
    purgedAt: integerOrNull(row[9]),
  };
}

/** Reads a row of a selected state and its end. */
export function toItemStateRecord(row: Row): ItemStateRecord {
  return { item: toItemRecord(row), validTo: integerOrNull(row[10]) };
}

/** Reads a row of the columns of a dataset. */
export function toDatasetRecord(row: Row): DatasetRecord {
  return {
    id: text(row[0]),
    name: text(row[1]),
    description: textOrNull(row[2]),
    metadata: jsonOrNull(row[3]),
    inputSchema: jsonOrNull(row[4]),
    expectedOutputSchema: jsonOrNull(row[5]),
    schemaRevision: integerOrNull(row[6]),
    version: integer(row[7]),
    createdAt: integer(row[8]),
    updatedAt: integer(row[9]),
  };
}

/** Reads a row of the columns of a commit. */
export function toCommitRecord(row: Row): CommitRecord {
  return {
    datasetId: text(row[0]),
    version: integer(row[1]),
    number: integer(row[2]),
    added: integer(row[3]),
    updated: integer(row[4]),
    deleted: integer(row[5]),
    purged: integer(row[6]),
    itemCount: integer(row[7]),
    message: textOrNull(row[8]),
  };
}

/** Reads a row of a tag's dataset, name, version, commit number and time. */
export function toTagRecord(row: Row): TagRecord {
  return {
    datasetId: text(row[0]),
    tag: text(row[1]),
    version: integer(row[2]),
    number: integerOrNull(row[3]),
    createdAt: integer(row[4]),
  };
}

/** Reads a row of an id. */
export function toId(row: Row): string {
  return text(row[0]);
}

/** Reads the dataset's id of a row that begins with a selected state. */
export function toDatasetId(row: Row): string {
  return text(row[ITEM_STATE_COLUMNS.indexOf('datasetId')]);
}

/** Reads a row of an external id. */
export function toExternalId(row: Row): string {
  return text(row[0]);
}
