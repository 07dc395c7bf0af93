import {
  COMMIT_COLUMNS,
  DATASET_COLUMNS,
  DATASET_UPDATE_COLUMNS,
  datasetColumns,
  type DatasetRecord,
  type DatasetUpdate,
  type ItemInsert,
  type ListRange,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { DATASET } from './columns.js';
import { insertItems } from './commit.js';
import { lookupId, storedId } from './ids.js';
import { limitClause } from './ranges.js';
import { Parameters, type Statement } from './statement.js';

/** Inserts a dataset, its commit number 0 and the items of that. */
export function insertDataset(
  tables: Tables,
  dataset: DatasetRecord,
  items: readonly ItemInsert[],
): Statement[] {
  const columns = datasetColumns(dataset);
  const parameters = new Parameters();
  const values = DATASET_COLUMNS.map((name) =>
    parameters.add(name === 'id' ? storedId(dataset.id) : columns[name]),
  );
  const commitColumns = COMMIT_COLUMNS.map((name) => `"${name}"`).join(', ');
  return [
    {
      text: `INSERT INTO ${tables.datasets} (${DATASET}) VALUES (${values.join(', ')})`,
      values: parameters.values,
    },
    {
      text: `INSERT INTO ${tables.versions} (${commitColumns})
        VALUES ($1, $2, 0, $3, 0, 0, 0, $3, NULL)`,
      values: [dataset.id, dataset.version, items.length],
    },
    ...insertItems(tables, dataset.id, items),
  ];
}

/** Returns the dataset when it was changed. */
export function updateDataset({ datasets }: Tables, update: DatasetUpdate): Statement {
  const { expectedUpdatedAt, expectedVersion, record } = update;
  const columns = datasetColumns(record);
  const parameters = new Parameters();
  const id = parameters.add(lookupId(record.id));
  const conditions = [`"updatedAt" = ${parameters.add(expectedUpdatedAt)}`];
  const assignments = DATASET_UPDATE_COLUMNS.map(
    (name) => `"${name}" = ${parameters.add(columns[name])}`,
  );
  if (expectedVersion !== null) conditions.push(`"version" = ${parameters.add(expectedVersion)}`);
  return {
    text: `UPDATE ${datasets} SET ${assignments.join(', ')}
      WHERE "id" = ${id} AND ${conditions.join(' AND ')} RETURNING ${DATASET}`,
    values: parameters.values,
  };
}

/** Deletes a dataset, whose row is locked, with all that belongs to it. */
export function deleteDataset(tables: Tables, id: string): Statement[] {
  const { datasets, items, history, versions, tags, staged } = tables;
  const values = [lookupId(id)];
  return [
    ...[items, history, versions, tags, staged].map((table) => ({
      text: `DELETE FROM ${table} WHERE "datasetId" = $1`,
      values,
    })),
    { text: `DELETE FROM ${datasets} WHERE "id" = $1`, values },
  ];
}

/** Empties all tables, those first that every other writer locks first. */
export function clear(tables: Tables): Statement {
  const { datasets, items, history, versions, tags, staged } = tables;
  const text = `TRUNCATE ${[datasets, versions, items, history, tags, staged].join(', ')}`;
  return { text, values: [] };
}

export function findDataset({ datasets }: Tables, id: string): Statement {
  return { text: `SELECT ${DATASET} FROM ${datasets} WHERE "id" = $1`, values: [lookupId(id)] };
}

/** Newest first. */
export function pageDatasets({ datasets }: Tables, { after, ...range }: ListRange): Statement {
  const parameters = new Parameters();
  const start =
    after === null
      ? ''
      : `WHERE ("createdAt", "id") <
          (${parameters.add(after.createdAt)}, ${parameters.add(lookupId(after.id))})`;
  return {
    text: `SELECT ${DATASET} FROM ${datasets} ${start}
      ORDER BY "createdAt" DESC, "id" DESC ${limitClause(range, parameters)}`,
    values: parameters.values,
  };
}

export function countDatasets({ datasets }: Tables): Statement {
  return { text: `SELECT count(*) FROM ${datasets}`, values: [] };
}
