import type { JsonDocument } from '../../../../../json/document.js';
import { TABLE_SCHEMAS, type TABLE_NAMES } from '../../../../constants.js';
import type { CommitRecord, DatasetRecord, ItemDocuments, ItemRecord } from './records.js';

/**
 * The columns of a dataset's row, for adapters that keep rows. The order is fixed, here and below.
 */
export const DATASET_COLUMNS = [
  'id',
  'name',
  'description',
  'metadata',
  'inputSchema',
  'expectedOutputSchema',
  'schemaRevision',
  'attributes',
  'version',
  'versionNumber',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof DatasetRecord)[];

/** The part of {@link DATASET_COLUMNS} that an update of a dataset sets. */
export const DATASET_UPDATE_COLUMNS = [
  'name',
  'description',
  'metadata',
  'inputSchema',
  'expectedOutputSchema',
  'schemaRevision',
  'attributes',
  'updatedAt',
] as const satisfies readonly (keyof DatasetRecord)[];

/**
 * The columns of an item that hold JSON: those that an update may set, that an import compares, and
 * that a purge removes.
 */
export const ITEM_DOCUMENTS = [
  'input',
  'expectedOutput',
  'context',
  'splits',
  'source',
  'attributes',
] as const satisfies readonly (keyof ItemDocuments)[];

/** The columns that the rows of items and of their history have in common. */
export const ITEM_STATE_COLUMNS = [
  'id',
  'datasetId',
  'externalId',
  'version',
  'versionNumber',
  ...ITEM_DOCUMENTS,
  'createdAt',
  'updatedAt',
  'purgedAt',
] as const satisfies readonly (keyof ItemRecord)[];

/** The columns of a commit's row. */
export const COMMIT_COLUMNS = [
  'datasetId',
  'version',
  'number',
  'added',
  'updated',
  'deleted',
  'purged',
  'itemCount',
  'author',
  'message',
] as const satisfies readonly (keyof CommitRecord)[];

/** What a field of a record holds. */
export type ColumnValue = string | number | JsonDocument | null;

/** A field as a driver stores it: JSON as its text. */
export function storedValue(value: ColumnValue): string | number | null {
  return typeof value === 'object' && value !== null ? value.text : value;
}

/** The values of a record's row in the order of its columns, JSON as its text. */
export function columnValues<Column extends string>(
  record: Readonly<Record<Column, ColumnValue>>,
  columns: readonly Column[],
): (string | number | null)[] {
  return columns.map((column) => storedValue(record[column]));
}

/** The values of a dataset's row by column, JSON as its text. */
export function datasetColumns(
  dataset: DatasetRecord,
): Record<keyof DatasetRecord, string | number | null> {
  return {
    ...dataset,
    metadata: dataset.metadata?.text ?? null,
    inputSchema: dataset.inputSchema?.text ?? null,
    expectedOutputSchema: dataset.expectedOutputSchema?.text ?? null,
    attributes: dataset.attributes?.text ?? null,
  };
}

/** The row of a record: what its table has a column for, by column, JSON as its text. */
export function rowOf<Field extends string>(
  table: TABLE_NAMES,
  record: Readonly<Record<Field, ColumnValue>>,
): Record<string, string | number | null> {
  const fields = Object.entries<ColumnValue>(record);
  const stored = fields.filter(([name]) => TABLE_SCHEMAS[table][name] !== undefined);
  return Object.fromEntries(stored.map(([name, value]) => [name, storedValue(value)]));
}
