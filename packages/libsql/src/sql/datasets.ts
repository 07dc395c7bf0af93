import type { InStatement } from '@libsql/client';
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
import { insertItems } from './item-writes.js';
import { refuseUnless } from './refusal.js';

/** Inserts a dataset, its commit number 0 and the items of that. */
export function insertDataset(
  tables: Tables,
  dataset: DatasetRecord,
  items: readonly ItemInsert[],
): InStatement[] {
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

/** Returns the dataset as it is then; no row when there is none. */
export function updateDataset({ datasets }: Tables, update: DatasetUpdate): InStatement {
  const { expectedUpdatedAt, expectedVersion, record } = update;
  const columns = datasetColumns(record);
  const conditions = [{ name: 'fields', sql: '"updatedAt" = :expectedUpdatedAt' }];
  if (expectedVersion !== 'any') {
    conditions.push({ name: 'version', sql: '"version" = :expectedVersion' });
  }
  const assignments = DATASET_UPDATE_COLUMNS.map((name) => `"${name}" = :${name}`);
  const values = DATASET_UPDATE_COLUMNS.map((name) => [name, columns[name]] as const);
  return {
    sql: `UPDATE ${datasets}
      SET ${assignments.join(', ')}, "version" = ${refuseUnless(conditions, '"version"')}
      WHERE "id" = :id RETURNING *`,
    args: {
      ...Object.fromEntries(values),
      id: record.id,
      expectedUpdatedAt,
      expectedVersion,
    },
  };
}

export function deleteDataset(tables: Tables, id: string): InStatement[] {
  const { datasets, items, history, versions, tags, staged } = tables;
  return [
    ...[items, history, versions, tags, staged].map((table) => ({
      sql: `DELETE FROM ${table} WHERE "datasetId" = :id`,
      args: { id },
    })),
    { sql: `DELETE FROM ${datasets} WHERE "id" = :id`, args: { id } },
  ];
}

export function clear(tables: Tables): InStatement[] {
  const { datasets, items, history, versions, tags, staged } = tables;
  const all = [items, history, versions, tags, staged, datasets];
  return all.map((table) => `DELETE FROM ${table}`);
}

export function findDataset({ datasets }: Tables, id: string): InStatement {
  return { sql: `SELECT * FROM ${datasets} WHERE "id" = :id`, args: { id } };
}

export function pageDatasets(
  { datasets }: Tables,
  { after, offset, limit }: ListRange,
): InStatement {
  const start = after === null ? '' : 'WHERE ("createdAt", "id") < (:createdAt, :id)';
  return {
    sql: `SELECT * FROM ${datasets} ${start} ORDER BY "createdAt" DESC, "id" DESC
      LIMIT :limit OFFSET :offset`,
    args: { ...after, offset, limit: limit ?? -1 },
  };
}

export function countDatasets({ datasets }: Tables): InStatement {
  return `SELECT count(*) AS "count" FROM ${datasets}`;
}
