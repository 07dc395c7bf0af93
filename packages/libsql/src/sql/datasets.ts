import {
  attributesOf,
  DATASET_COLUMNS,
  DATASET_UPDATE_COLUMNS,
  datasetColumns,
  type AttributeEntry,
  type CommitNotes,
  type DatasetRecord,
  type DatasetUpdate,
  type ForkSource,
  type ItemInsert,
  type DatasetPageRequest,
} from '@mastra-datasets/core';
import { datasetList } from '../rows/records.js';
import type { Tables } from '../tables.js';
import { insertItems } from './item-writes.js';
import { findPurgedItemIds } from './items.js';
import { refuseUnless } from './refusal.js';
import { chunkRows, valuesOf } from './rows-of-values.js';
import type { Statement } from './statement.js';

/** Inserts a dataset, its commit number 0 and the items of that. */
export function insertDataset(
  tables: Tables,
  dataset: DatasetRecord,
  items: readonly ItemInsert[],
  notes: CommitNotes,
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
          "deleted", "purged", "itemCount", "author", "message")
        VALUES (:id, :version, 0, :count, 0, 0, 0, :count, :author, :message)`,
      args: {
        id: dataset.id,
        version: dataset.version,
        count: items.length,
        author: notes.author,
        message: notes.message,
      },
    },
    ...(dataset.attributes === null ? [] : replaceAttributes(tables, dataset)),
    ...insertItems(tables, dataset.id, items, false),
  ];
}

/** Refuses a fork unless its source is still there, and nothing of it has been purged meanwhile. */
export function requireUnchangedSource(
  tables: Tables,
  forkId: string,
  { datasetId, createdAt, purgedItems }: ForkSource,
): Statement {
  const { datasets } = tables;
  const isThere = `EXISTS (SELECT 1 FROM ${datasets} s
    WHERE s."id" = :datasetId AND s."createdAt" = :createdAt)`;
  const purged = findPurgedItemIds(tables, datasetId, null).sql;
  const conditions = [
    { name: 'source', sql: isThere },
    { name: 'purged', sql: `(SELECT count(*) FROM (${purged})) = :purgedItems` },
  ];
  return {
    sql: `UPDATE ${datasets} SET "version" = ${refuseUnless(conditions, '"version"')}
      WHERE "id" = :forkId`,
    args: { forkId, datasetId, createdAt, purgedItems },
  };
}

/** Updates a dataset as one batch. The first returns it as it is then, or no row when there is none. */
export function updateDataset(tables: Tables, update: DatasetUpdate): Statement[] {
  const { expectedUpdatedAt, expectedVersion, record } = update;
  const columns = datasetColumns(record);
  const conditions = [{ name: 'fields', sql: '"updatedAt" = :expectedUpdatedAt' }];
  if (expectedVersion !== 'any') {
    conditions.push({ name: 'version', sql: '"version" = :expectedVersion' });
  }
  const assignments = DATASET_UPDATE_COLUMNS.map((name) => `"${name}" = :${name}`);
  const values = DATASET_UPDATE_COLUMNS.map((name) => [name, columns[name]] as const);
  return [
    {
      sql: `UPDATE ${tables.datasets}
        SET ${assignments.join(', ')}, "version" = ${refuseUnless(conditions, '"version"')}
        WHERE "id" = :id RETURNING ${datasetList()}`,
      args: { ...Object.fromEntries(values), id: record.id, expectedUpdatedAt, expectedVersion },
    },
    ...replaceAttributes(tables, record),
  ];
}

/** Stores what a dataset is found by, in place of what it was found by before. */
function replaceAttributes(tables: Tables, dataset: DatasetRecord): Statement[] {
  const { attributes, datasets } = tables;
  const chunks = chunkRows(attributesOf(dataset), ({ key, value }) => [key, value]);
  return [
    { sql: `DELETE FROM ${attributes} WHERE "datasetId" = ?`, args: [dataset.id] },
    ...Array.from(chunks, (rows) => ({
      sql: `INSERT INTO ${attributes} ("datasetId", "key", "value", "createdAt")
        SELECT d."id", v.column1, v.column2, d."createdAt"
        FROM ${datasets} d CROSS JOIN (${valuesOf(rows)}) v WHERE d."id" = ?`,
      args: [...rows.flat(), dataset.id],
    })),
  ];
}

export function deleteDataset(tables: Tables, id: string): Statement[] {
  const { datasets, items, history, versions, tags, staged, attributes } = tables;
  return [
    ...[items, history, versions, tags, staged, attributes].map((table) => ({
      sql: `DELETE FROM ${table} WHERE "datasetId" = :id`,
      args: { id },
    })),
    { sql: `DELETE FROM ${datasets} WHERE "id" = :id`, args: { id } },
  ];
}

export function clear(tables: Tables): Statement[] {
  const { datasets, items, history, versions, tags, staged, attributes } = tables;
  const all = [items, history, versions, tags, staged, attributes, datasets];
  return all.map((table) => ({ sql: `DELETE FROM ${table}`, args: [] }));
}

export function findDataset({ datasets }: Tables, id: string): Statement {
  return { sql: `SELECT ${datasetList()} FROM ${datasets} WHERE "id" = :id`, args: { id } };
}

/** In the order asked for, of those that have all of the attributes, the rarest of which comes first. */
export function pageDatasets(
  { datasets, attributes }: Tables,
  { after, orderBy, offset, limit }: DatasetPageRequest,
  wanted: readonly AttributeEntry[],
): Statement {
  const { field, direction } = orderBy;
  // The index of attributes has the time of creation, too, and so gives datasets in that order.
  const isIndexed = wanted.length > 0 && field === 'createdAt';
  const key = isIndexed ? 'a."createdAt"' : `d."${field}"`;
  const id = isIndexed ? 'a."datasetId"' : 'd."id"';
  const later = direction === 'desc' ? '<' : '>';
  const start = after === null ? '' : `AND (${key}, ${id}) ${later} (?, ?)`;
  const having = withAttributes(attributes, wanted);
  const join =
    wanted.length === 0
      ? `${datasets} d`
      : `${attributes} a CROSS JOIN ${datasets} d ON d."id" = a."datasetId"`;
  return {
    sql: `SELECT ${datasetList('d.')} FROM ${join} WHERE ${having.sql} ${start}
      ORDER BY ${key} ${direction}, ${id} ${direction} LIMIT ? OFFSET ?`,
    args: [
      ...having.args,
      ...(after === null ? [] : [after.key, after.id]),
      ...[limit ?? -1, offset],
    ],
  };
}

/** The condition that `a` is a row of the first attribute, of a dataset that has the others too. */
function withAttributes(table: string, wanted: readonly AttributeEntry[]) {
  const conditions = wanted.map((_, index) =>
    index === 0
      ? 'a."key" = ? AND a."value" = ?'
      : `EXISTS (SELECT 1 FROM ${table} o
          WHERE o."datasetId" = a."datasetId" AND o."key" = ? AND o."value" = ?)`,
  );
  const args = wanted.flatMap(({ key, value }) => [key, value]);
  return { sql: conditions.length === 0 ? 'TRUE' : conditions.join(' AND '), args };
}

/** How many datasets have all of the attributes. */
export function countDatasets(
  { datasets, attributes }: Tables,
  wanted: readonly AttributeEntry[],
): Statement {
  if (wanted.length === 0) return { sql: `SELECT count(*) FROM ${datasets}`, args: [] };
  const having = withAttributes(attributes, wanted);
  return {
    sql: `SELECT count(*) FROM ${attributes} a WHERE ${having.sql}`,
    args: having.args,
  };
}
