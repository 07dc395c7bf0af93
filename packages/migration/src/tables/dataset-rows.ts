import { schemaRevision, type DatasetRecord, type JsonDocument } from '@mastra-datasets/core';
import type { Row } from '../connection/connection.js';
import {
  namelessDatasetAttributes,
  toCreateInput,
  toMastraDataset,
  type MastraDatasetInput,
} from '../fields/index.js';
import type { Column } from './columns.js';
import { readContent, splitContent, type Content, type MakeDocument } from './content.js';
import { textOf, timeOf } from './values.js';

/** The columns of a dataset that are none of its content. */
const OWN = new Set(['id', 'version', 'createdAt', 'updatedAt']);

/** The columns that hold what a dataset is described by. */
export function contentColumns(columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ name }) => !OWN.has(name));
}

/** What a record of a dataset has beside its versions. */
export type DatasetFields = Omit<DatasetRecord, 'version' | 'versionNumber'>;

/** Makes the fields of our record of a row's content. */
function fieldsOf(
  content: Content,
  { id, createdAt, updatedAt }: Pick<DatasetRecord, 'id' | 'createdAt' | 'updatedAt'>,
  makeDocument: MakeDocument,
): DatasetFields {
  const input = toCreateInput(content as unknown as MastraDatasetInput);
  const document = (value: unknown): JsonDocument | null =>
    value === undefined || value === null ? null : makeDocument(value);
  const inputSchema = document(input.inputSchema);
  const expectedOutputSchema = document(input.expectedOutputSchema);
  return {
    id,
    name: input.name,
    description: input.description ?? null,
    metadata: document(input.metadata),
    inputSchema,
    expectedOutputSchema,
    schemaRevision: schemaRevision(inputSchema, expectedOutputSchema),
    attributes: document(input.attributes),
    createdAt,
    updatedAt,
  };
}

/** Reads a row of datasets. */
export function readDataset(
  row: Row,
  columns: readonly Column[],
  makeDocument: MakeDocument,
): DatasetFields {
  const times = { createdAt: timeOf(row, 'createdAt'), updatedAt: timeOf(row, 'updatedAt') };
  const content = readContent(row, contentColumns(columns));
  return fieldsOf(content, { id: textOf(row, 'id'), ...times }, makeDocument);
}

/** Splits a record into what the columns of Mastra hold, and the names of the rest. */
export function splitDataset(
  record: DatasetRecord,
  columns: readonly Column[],
): ReturnType<typeof splitContent> {
  const value = (document: JsonDocument | null) => document?.toValue();
  const dataset = {
    name: record.name,
    description: record.description ?? undefined,
    metadata: value(record.metadata) as Record<string, unknown> | undefined,
    inputSchema: value(record.inputSchema) as Record<string, unknown> | undefined,
    expectedOutputSchema: value(record.expectedOutputSchema) as Record<string, unknown> | undefined,
    attributes: value(record.attributes) as Record<string, unknown> | undefined,
  };
  const { held, lost } = splitContent(toMastraDataset(dataset), contentColumns(columns));
  return { held, lost: [...lost, ...namelessDatasetAttributes(dataset)] };
}

/** A record as Mastra's tables would give it back. */
export function projectDataset(
  record: DatasetRecord,
  columns: readonly Column[],
  makeDocument: MakeDocument,
): DatasetRecord {
  const { version, versionNumber } = record;
  const { held } = splitDataset(record, columns);
  return { ...fieldsOf(held, record, makeDocument), version, versionNumber };
}
