import {
  TABLE_DATASET_ITEMS,
  type ItemInsert,
  type ItemRecord,
  type PurgeRequest,
} from '@mastra-datasets/core';
import type { RunStatement } from '../connection/connection.js';
import { purgeMark } from '../fields/index.js';
import type { Column } from '../tables/columns.js';
import type { Content } from '../tables/content.js';
import { contentColumns, splitItem } from '../tables/item-rows.js';
import type { TablesReader } from '../tables/reader.js';
import { expressionOf, insertRows } from './insert-rows.js';

/** What a version of a dataset gives to the rows of its items. */
export interface RowsOfVersion {
  readonly datasetId: string;
  readonly number: number;
  readonly version: number;
  readonly tenancy: Content;
}

/** A state of an item that a version begins, or its deletion, which repeats the content. */
export interface NewState {
  readonly item: ItemRecord;
  readonly isDeleted: boolean;
}

/** The record of an item that a version adds. */
export function insertedRecord(
  { createdAt, ...insert }: ItemInsert,
  { datasetId, number, version }: RowsOfVersion,
): ItemRecord {
  const times = { version, createdAt: createdAt ?? version, updatedAt: version };
  return { ...insert, ...times, datasetId, versionNumber: number, purgedAt: null };
}

/** Inserts the rows of the states that a version begins. */
export async function insertStates(
  reader: TablesReader,
  run: RunStatement,
  states: readonly NewState[],
  { datasetId, number, version, tenancy }: RowsOfVersion,
): Promise<void> {
  const { dialect } = reader.connection;
  const { [TABLE_DATASET_ITEMS]: columns } = await reader.columns();
  const rows = states.map(({ item, isDeleted }) => ({
    ...contentOf(item, columns),
    ...tenancy,
    id: item.id,
    datasetId,
    datasetVersion: number,
    isDeleted,
    createdAt: item.createdAt,
    updatedAt: version,
  }));
  await insertRows(run, { dialect, table: TABLE_DATASET_ITEMS, columns }, rows);
}

function contentOf(item: ItemRecord, columns: readonly Column[]): Content {
  if (item.purgedAt === null) return splitItem(item, columns).held;
  return { input: null, metadata: purgeMark(new Date(item.purgedAt)) };
}

/** Removes the content of all states of items, as Mastra does; the external ids stay. */
export async function purgeItems(
  reader: TablesReader,
  run: RunStatement,
  { datasetId, ids, purgedAt }: PurgeRequest,
): Promise<void> {
  if (ids.length === 0) return;
  const { dialect } = reader.connection;
  const { [TABLE_DATASET_ITEMS]: columns } = await reader.columns();
  const left: Content = { input: null, metadata: purgeMark(new Date(purgedAt)) };
  const assignments = contentColumns(columns)
    .filter(({ name }) => name !== 'externalId')
    .map((column) => {
      const { sql, values } = expressionOf(dialect, column, left[column.name]);
      return { sql: `"${column.name}" = ${sql}`, values };
    });
  await run(
    `UPDATE ${dialect.table(TABLE_DATASET_ITEMS)}
      SET ${assignments.map(({ sql }) => sql).join(', ')}
      WHERE "datasetId" = ? AND ${dialect.isAmong('id')}
        AND NOT ${dialect.hasPurgeMark('metadata')}`,
    [...assignments.flatMap(({ values }) => values), datasetId, JSON.stringify(ids)],
  );
}
