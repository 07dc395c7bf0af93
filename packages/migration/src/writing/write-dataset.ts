import {
  TABLE_DATASETS,
  type DatasetRecord,
  type DatasetUpdate,
  type DatasetUpdateRefused,
} from '@mastra-datasets/core';
import type { RunStatement } from '../connection/connection.js';
import { contentColumns, splitDataset } from '../tables/dataset-rows.js';
import type { FoundDataset, TablesReader } from '../tables/reader.js';
import { expressionOf, insertRows, placesOf } from './insert-rows.js';

/** Stores a dataset without versions; `false` where its id is taken. */
export async function insertDataset(
  reader: TablesReader,
  run: RunStatement,
  record: DatasetRecord,
): Promise<boolean> {
  const { dialect } = reader.connection;
  const { [TABLE_DATASETS]: columns } = await reader.columns();
  const { id, createdAt, updatedAt } = record;
  const row = { ...splitDataset(record, columns).held, id, version: 0, createdAt, updatedAt };
  const target = { dialect, table: TABLE_DATASETS, columns, skipsTaken: true };
  const inserted = await insertRows(run, target, [row]);
  return inserted.length > 0;
}

/** Finds a dataset, and keeps others from changing it until the transaction ends. */
export async function lockDataset(
  reader: TablesReader,
  run: RunStatement,
  id: string,
): Promise<FoundDataset | null> {
  const { dialect } = reader.connection;
  const sql = `SELECT "id" FROM ${dialect.table(TABLE_DATASETS)} WHERE "id" = ?${dialect.lock}`;
  const rows = await run(sql, [id]);
  return rows.length === 0 ? null : reader.dataset(id, run);
}

/** Stores a dataset's own fields, if nobody changed them meanwhile. */
export async function updateDataset(
  reader: TablesReader,
  run: RunStatement,
  { record, expectedUpdatedAt, expectedVersion }: DatasetUpdate,
): Promise<DatasetRecord | DatasetUpdateRefused> {
  const { dialect } = reader.connection;
  const { [TABLE_DATASETS]: columns } = await reader.columns();
  const found = await lockDataset(reader, run, record.id);
  if (found === null) return { refused: 'dataset' };
  if (found.record.updatedAt !== expectedUpdatedAt) return { refused: 'fields' };
  if (expectedVersion !== 'any' && found.record.version !== expectedVersion) {
    return { refused: 'version' };
  }
  const { held } = splitDataset(record, columns);
  const content = { ...held, updatedAt: record.updatedAt };
  const changed = columns.filter(
    (column) => column.name === 'updatedAt' || contentColumns([column]).length > 0,
  );
  const assignments = changed.flatMap((column) => {
    const value: unknown = Reflect.get(content, column.name);
    const { sql, values } = expressionOf(dialect, column, value);
    return placesOf(dialect, column).map((name) => ({ sql: `"${name}" = ${sql}`, values }));
  });
  await run(
    `UPDATE ${dialect.table(TABLE_DATASETS)}
      SET ${assignments.map(({ sql }) => sql).join(', ')} WHERE "id" = ?`,
    [...assignments.flatMap(({ values }) => values), record.id],
  );
  const { version, versionNumber } = found.record;
  return { ...record, version, versionNumber };
}
