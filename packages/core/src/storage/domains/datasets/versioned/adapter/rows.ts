import { JsonDocument } from '../../../../../json/document.js';
import type {
  CommitRecord,
  DatasetRecord,
  ItemRecord,
  ItemStateRecord,
  TagRecord,
} from './records.js';

/** A row by column, as most drivers give it: JSON as text, integers also as `bigint` or text. */
export type StoredRow = Readonly<Record<string, unknown>>;

function textOrNull(row: StoredRow, column: string): string | null {
  const value = row[column] ?? null;
  if (value === null || typeof value === 'string') return value;
  throw new TypeError(`The column ${column} holds no text.`);
}

function integerOrNull(row: StoredRow, column: string): number | null {
  const value = row[column] ?? null;
  if (value === null) return null;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new TypeError(`The column ${column} holds no whole number.`);
}

function jsonOrNull(row: StoredRow, column: string): JsonDocument | null {
  const text = textOrNull(row, column);
  return text === null ? null : JsonDocument.fromText(text);
}

function required<Value>(
  read: (row: StoredRow, column: string) => Value | null,
  row: StoredRow,
  column: string,
): Value {
  const value = read(row, column);
  if (value === null) throw new TypeError(`The column ${column} holds nothing.`);
  return value;
}

/** Reads a row with the columns of a dataset. Throws a `TypeError` for a row that is damaged. */
export function datasetFromRow(row: StoredRow): DatasetRecord {
  return {
    id: required(textOrNull, row, 'id'),
    name: required(textOrNull, row, 'name'),
    description: textOrNull(row, 'description'),
    metadata: jsonOrNull(row, 'metadata'),
    inputSchema: jsonOrNull(row, 'inputSchema'),
    expectedOutputSchema: jsonOrNull(row, 'expectedOutputSchema'),
    schemaRevision: integerOrNull(row, 'schemaRevision'),
    attributes: jsonOrNull(row, 'attributes'),
    version: required(integerOrNull, row, 'version'),
    versionNumber: required(integerOrNull, row, 'versionNumber'),
    createdAt: required(integerOrNull, row, 'createdAt'),
    updatedAt: required(integerOrNull, row, 'updatedAt'),
  };
}

/** Reads a row with the columns of an item's state. Throws a `TypeError` for a row that is damaged. */
export function itemFromRow(row: StoredRow): ItemRecord {
  return {
    id: required(textOrNull, row, 'id'),
    datasetId: required(textOrNull, row, 'datasetId'),
    externalId: textOrNull(row, 'externalId'),
    version: required(integerOrNull, row, 'version'),
    versionNumber: required(integerOrNull, row, 'versionNumber'),
    input: required(jsonOrNull, row, 'input'),
    expectedOutput: jsonOrNull(row, 'expectedOutput'),
    context: jsonOrNull(row, 'context'),
    splits: jsonOrNull(row, 'splits'),
    source: jsonOrNull(row, 'source'),
    attributes: jsonOrNull(row, 'attributes'),
    createdAt: required(integerOrNull, row, 'createdAt'),
    updatedAt: required(integerOrNull, row, 'updatedAt'),
    purgedAt: integerOrNull(row, 'purgedAt'),
  };
}

/** Reads a row with the columns of a commit. Throws a `TypeError` for a row that is damaged. */
export function commitFromRow(row: StoredRow): CommitRecord {
  return {
    datasetId: required(textOrNull, row, 'datasetId'),
    version: required(integerOrNull, row, 'version'),
    number: required(integerOrNull, row, 'number'),
    added: required(integerOrNull, row, 'added'),
    updated: required(integerOrNull, row, 'updated'),
    deleted: required(integerOrNull, row, 'deleted'),
    purged: required(integerOrNull, row, 'purged'),
    itemCount: required(integerOrNull, row, 'itemCount'),
    author: textOrNull(row, 'author'),
    message: textOrNull(row, 'message'),
  };
}

/**
 * Reads a row with the columns of an item's state, and with `validTo` and `validToNumber` where there
 * is an end. Throws a `TypeError` for a row that is damaged.
 */
export function itemStateFromRow(row: StoredRow): ItemStateRecord {
  return {
    item: itemFromRow(row),
    validTo: integerOrNull(row, 'validTo'),
    validToNumber: integerOrNull(row, 'validToNumber'),
  };
}

/**
 * Reads a row with the columns of a tag, and with the `number` of its commit where that is there.
 * Throws a `TypeError` for a row that is damaged.
 */
export function tagFromRow(row: StoredRow): TagRecord {
  return {
    datasetId: required(textOrNull, row, 'datasetId'),
    tag: required(textOrNull, row, 'tag'),
    version: required(integerOrNull, row, 'version'),
    number: integerOrNull(row, 'number'),
    createdAt: required(integerOrNull, row, 'createdAt'),
  };
}
