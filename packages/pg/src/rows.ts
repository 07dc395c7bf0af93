import {
  ITEM_STATE_COLUMNS,
  JsonDocument,
  type CommitRecord,
  type DatasetRecord,
  type ItemRecord,
  type ItemStateRecord,
  type NamedItem,
  type NumberedVersion,
  type Refused,
  type SplitCount,
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

/** Reads a row that begins with a selected state; the dataset's id is its key unless it is given. */
export function toItemRecord(row: Row, datasetId = text(row[1])): ItemRecord {
  return {
    id: text(row[0]),
    datasetId,
    externalId: textOrNull(row[2]),
    version: integer(row[3]),
    versionNumber: numberOfCommit(row[4]),
    input: json(row[5]),
    expectedOutput: jsonOrNull(row[6]),
    context: jsonOrNull(row[7]),
    splits: jsonOrNull(row[8]),
    source: jsonOrNull(row[9]),
    attributes: jsonOrNull(row[10]),
    createdAt: integer(row[11]),
    updatedAt: integer(row[12]),
    purgedAt: integerOrNull(row[13]),
  };
}

/** Reads a row of a selected state, its end, and the number of that. */
export function toItemStateRecord(row: Row, datasetId?: string): ItemStateRecord {
  const item = toItemRecord(row, datasetId);
  return { item, validTo: integerOrNull(row[14]), validToNumber: integerOrNull(row[15]) };
}

/** Reads a row of a selected state and its end. */
export function toNamedItem(row: Row, datasetId: string): NamedItem {
  return { item: toItemRecord(row, datasetId), validTo: integerOrNull(row[14]) };
}

/** Reads the number of a commit; -1 where the data are damaged and there is none. */
function numberOfCommit(value: unknown): number {
  return integerOrNull(value) ?? -1;
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
    attributes: jsonOrNull(row[7]),
    version: integer(row[8]),
    versionNumber: numberOfCommit(row[9]),
    createdAt: integer(row[10]),
    updatedAt: integer(row[11]),
  };
}

/** Reads a row of the columns of a commit of a dataset. */
export function toCommitRecord(row: Row, datasetId: string): CommitRecord {
  return {
    datasetId,
    version: integer(row[1]),
    number: integer(row[2]),
    added: integer(row[3]),
    updated: integer(row[4]),
    deleted: integer(row[5]),
    purged: integer(row[6]),
    itemCount: integer(row[7]),
    author: textOrNull(row[8]),
    message: textOrNull(row[9]),
  };
}

/** Reads a row of a tag's dataset, name, version, commit number and time. */
export function toTagRecord(row: Row, datasetId: string): TagRecord {
  return {
    datasetId,
    tag: text(row[1]),
    version: integer(row[2]),
    number: integerOrNull(row[3]),
    createdAt: integer(row[4]),
  };
}

/** Reads a row that names a condition, or none with NULL. */
export function toRefusal<Condition extends string>(
  value: unknown,
  conditions: readonly Condition[],
): Refused<Condition> | null {
  const refused = conditions.find((condition) => condition === value);
  return refused === undefined ? null : { refused };
}

/** Reads a row of a dataset's key and of its id as it was given. */
export function toGivenId(row: Row): readonly [key: string, id: string] {
  return [text(row[0]), text(row[1])];
}

/** Reads a row of a version and the number of its commit. */
export function toNumberedVersion(row: Row): NumberedVersion {
  return { version: integer(row[0]), number: integer(row[1]) };
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

/** Reads a row of the splits that items are in, and how many there are. */
export function toSplitCount(row: Row): SplitCount {
  return { splits: JSON.parse(text(row[0])) as string[], count: integer(row[1]) };
}
