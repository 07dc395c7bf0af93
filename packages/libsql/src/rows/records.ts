import {
  COMMIT_COLUMNS,
  DATASET_COLUMNS,
  type CommitRecord,
  type DatasetRecord,
  type NumberedVersion,
  type StagedCommitResult,
  type StoredTag,
  type TagRecord,
} from '@mastra-datasets/core';
import type { Result, Row } from '../sql/statement.js';
import { jsonOrNull, number, numberOrNull, text, textOrNull } from './values.js';

function list(columns: readonly string[], alias: string): string {
  return columns.map((column) => `${alias}"${column}"`).join(', ');
}

/** Selects what {@link toDatasetRecord} reads, under an alias such as `d.`. */
export function datasetList(alias = ''): string {
  return list(DATASET_COLUMNS, alias);
}

/** Reads a dataset; the places are those of `DATASET_COLUMNS`. */
export function toDatasetRecord(row: Row): DatasetRecord {
  return {
    id: text(row, 0),
    name: text(row, 1),
    description: textOrNull(row, 2),
    metadata: jsonOrNull(row, 3),
    inputSchema: jsonOrNull(row, 4),
    expectedOutputSchema: jsonOrNull(row, 5),
    schemaRevision: numberOrNull(row, 6),
    attributes: jsonOrNull(row, 7),
    version: number(row, 8),
    versionNumber: numberOrNull(row, 9) ?? -1,
    createdAt: number(row, 10),
    updatedAt: number(row, 11),
  };
}

/** Selects what {@link toCommitRecord} reads. */
export const COMMIT_LIST = list(COMMIT_COLUMNS, 'v.');

/** Reads a commit; the places are those of `COMMIT_COLUMNS`. */
export function toCommitRecord(row: Row): CommitRecord {
  return {
    datasetId: text(row, 0),
    version: number(row, 1),
    number: number(row, 2),
    added: number(row, 3),
    updated: number(row, 4),
    deleted: number(row, 5),
    purged: number(row, 6),
    itemCount: number(row, 7),
    author: textOrNull(row, 8),
    message: textOrNull(row, 9),
  };
}

/** Selects what {@link toTagRecord} reads. */
export const TAG_LIST = 't."datasetId", t."tag", t."version", v."number", t."createdAt"';

/** Reads a tag with the number of its commit. */
export function toTagRecord(row: Row): TagRecord {
  return {
    datasetId: text(row, 0),
    tag: text(row, 1),
    version: number(row, 2),
    number: numberOrNull(row, 3),
    createdAt: number(row, 4),
  };
}

/** The version that a commit's first statement returned; `null` when there was no dataset. */
export function toCommitVersion(result: Result | undefined): NumberedVersion | null {
  const row = result?.rows[0];
  return row === undefined ? null : { version: number(row, 0), number: number(row, 1) };
}

/** The tag that a write stored. */
export function toStoredTag(row: Row): StoredTag {
  return { createdAt: number(row, 0) };
}

/** The counts that a commit of staged items returned; none when it changed nothing. */
export function toStagedCounts(result: Result | undefined): Omit<StagedCommitResult, 'version'> {
  const row = result?.rows[0];
  if (row === undefined) return { added: 0, updated: 0, deleted: 0 };
  return { added: number(row, 0), updated: number(row, 1), deleted: number(row, 2) };
}
