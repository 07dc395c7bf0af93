import {
  DATASET_COLUMNS,
  DATASET_UPDATE_COLUMNS,
  datasetColumns,
  type DatasetRecord,
  type DatasetUpdate,
  type ItemInsert,
  type ListRange,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { DATASET_LIST } from '../rows/records.js';
import { insertItems } from './item-writes.js';
import type { Statement } from './statement.js';

/** Inserts a dataset, its commit number 0 and the items of that. */
export function insertDataset(
  tables: Tables,
  dataset: DatasetRecord,
  items: readonly ItemInsert[],
): Statement[] {
  const columns = datasetColumns(dataset);

  return [
    {
      sql: `INSERT INTO ${tables.datasets} (${DATASET_COLUMNS.map((name) => `"${name}"`).join(', ')})
        VALUES (${DATASET_COLUMNS.map((name) => `:${name}`).join(', ')})`,
      args: columns,
    },
    {
      sql: `INSERT INTO ${tables.versions} ("datasetId", "version", "number", "added", "updated",
          "deleted", "purged", "itemCount", "message")
        VALUES (:id, :version, 0, :count, 0, 0, 0, :count, NULL)`,
      args: { id: dataset.id, version: dataset.version, count: items.length },
    },
    ...insertItems(tables, dataset.id, items),
  ];
}

export function updateDataset({ datasets }: Tables, update: DatasetUpdate): Statement {
  const { expectedUpdatedAt, expectedVersion, record } = update;
  const columns = datasetColumns(record);
  const assignments = DATASET_UPDATE_COLUMNS.map((name) => `"${name}" = :${name}`);
  const values = DATASET_UPDATE_COLUMNS.map((name) => [name, columns[name]] as const);
  return {
    sql: `UPDATE ${datasets} SET ${assignments.join(', ')}
      WHERE "id" = :id AND "updatedAt" = :expectedUpdatedAt
        AND (:expectedVersion IS NULL OR "version" = :expectedVersion)
      RETURNING ${DATASET_LIST}`,
    args: {
      ...Object.fromEntries(values),
      id: record.id,
      expectedUpdatedAt,
      expectedVersion,
    },
  };
}

export function deleteDataset(tables: Tables, id: string): Statement[] {
  const { datasets, items, history, versions, tags, staged } = tables;
  return [
    ...[items, history, versions, tags, staged].map((table) => ({
      sql: `DELETE FROM ${table} WHERE "datasetId" = :id`,
      args: { id },
    })),
    { sql: `DELETE FROM ${datasets} WHERE "id" = :id`, args: { id } },
  ];
}

export function clear(tables: Tables): Statement[] {
  const { datasets, items, history, versions, tags, staged } = tables;
  const all = [items, history, versions, tags, staged, datasets];
  return all.map((table) => ({ sql: `DELETE FROM ${table}`, args: [] }));
}

export function findDataset({ datasets }: Tables, id: string): Statement {
  return { sql: `SELECT ${DATASET_LIST} FROM ${datasets} WHERE "id" = :id`, args: { id } };
}

export function pageDatasets({ datasets }: Tables, { after, offset, limit }: ListRange): Statement {
  const start = after === null ? '' : 'WHERE ("createdAt", "id") < (:createdAt, :id)';
  return {
    sql: `SELECT ${DATASET_LIST} FROM ${datasets} ${start} ORDER BY "createdAt" DESC, "id" DESC
      LIMIT :limit OFFSET :offset`,
    args: { ...after, offset, limit: limit ?? -1 },
  };
}

export function countDatasets({ datasets }: Tables): Statement {
  return { sql: `SELECT count(*) FROM ${datasets}`, args: [] };
}
