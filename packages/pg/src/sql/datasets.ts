import {
  attributesOf,
  COMMIT_COLUMNS,
  DATASET_COLUMNS,
  DATASET_UPDATE_COLUMNS,
  datasetColumns,
  datasetKey,
  type AttributeEntry,
  type CommitNotes,
  type DatasetOrderBy,
  type DatasetPageRequest,
  type DatasetRecord,
  type DatasetUpdate,
  type ItemInsert,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { SELECTED_DATASET } from './columns.js';
import { insertItems } from './item-writes.js';
import { isOneOf } from './ids.js';
import { limitClause } from './ranges.js';
import { firstFailing } from './refusal.js';
import { Parameters, type Statement } from './statement.js';
import { textArray } from './text-array.js';

/** Inserts a dataset, its commit number 0 and the items of that. */
export function insertDataset(
  tables: Tables,
  dataset: DatasetRecord,
  items: readonly ItemInsert[],
  notes: CommitNotes,
): Statement[] {
  const key = datasetKey(dataset.id);
  const givenId = key === dataset.id ? null : dataset.id;
  const columns = { ...datasetColumns(dataset), id: key, givenId };
  const names = [...DATASET_COLUMNS, 'givenId'] as const;
  const parameters = new Parameters();
  const values = names.map((name) => parameters.add(columns[name]));
  const commitColumns = COMMIT_COLUMNS.map((name) => `"${name}"`).join(', ');
  return [
    {
      text: `INSERT INTO ${tables.datasets} (${names.map((name) => `"${name}"`).join(', ')})
        VALUES (${values.join(', ')})`,
      values: parameters.values,
    },
    {
      text: `INSERT INTO ${tables.versions} (${commitColumns})
        VALUES ($1, $2, 0, $3, 0, 0, 0, $3, $4, $5)`,
      values: [key, dataset.version, items.length, notes.author, notes.message],
    },
    ...insertAttributes(tables, dataset),
    ...insertItems(tables, dataset.id, items, false),
  ];
}

/** Locks a dataset's row, and returns which condition keeps it from an update. */
export function checkDatasetUpdate({ datasets }: Tables, update: DatasetUpdate): Statement {
  const { expectedUpdatedAt, expectedVersion, record } = update;
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(record.id));
  const fields = { name: 'fields', sql: `"updatedAt" = ${parameters.add(expectedUpdatedAt)}` };
  const conditions = [fields];
  if (expectedVersion !== 'any') {
    conditions.push({ name: 'version', sql: `"version" = ${parameters.add(expectedVersion)}` });
  }
  return {
    text: `SELECT ${firstFailing(conditions)} FROM ${datasets} WHERE "id" = ${id} FOR UPDATE`,
    values: parameters.values,
  };
}

/** Returns the dataset when it was changed. */
export function updateDataset({ datasets }: Tables, update: DatasetUpdate): Statement {
  const { expectedUpdatedAt, expectedVersion, record } = update;
  const columns = datasetColumns(record);
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(record.id));
  const conditions = [`"updatedAt" = ${parameters.add(expectedUpdatedAt)}`];
  const assignments = DATASET_UPDATE_COLUMNS.map(
    (name) => `"${name}" = ${parameters.add(columns[name])}`,
  );
  if (expectedVersion !== 'any') conditions.push(`"version" = ${parameters.add(expectedVersion)}`);
  return {
    text: `UPDATE ${datasets} AS d SET ${assignments.join(', ')}
      WHERE "id" = ${id} AND ${conditions.join(' AND ')} RETURNING ${SELECTED_DATASET}`,
    values: parameters.values,
  };
}

/**
 * Deletes a dataset, whose row is locked, with all that belongs to it. Where there was no row to lock,
 * one may come in the middle of this, with all that belongs to it, and then all of it stays: each
 * statement sees what others committed before it.
 */
export function deleteDataset(tables: Tables, id: string): Statement[] {
  const { datasets, items, history, versions, tags, staged, attributes } = tables;
  const values = [datasetKey(id)];
  return [
    { text: `DELETE FROM ${datasets} WHERE "id" = $1`, values },
    ...[items, history, versions, tags, staged, attributes].map((table) => ({
      text: `DELETE FROM ${table} WHERE "datasetId" = $1
        AND NOT EXISTS (SELECT 1 FROM ${datasets} d WHERE d."id" = $1)`,
      values,
    })),
  ];
}

/** Empties all tables, those first that every other writer locks first. */
export function clear(tables: Tables): Statement {
  const { datasets, items, history, versions, tags, staged, attributes } = tables;
  const all = [datasets, versions, items, history, tags, staged, attributes];
  const text = `TRUNCATE ${all.join(', ')}`;
  return { text, values: [] };
}

export function findDataset({ datasets }: Tables, id: string): Statement {
  return {
    text: `SELECT ${SELECTED_DATASET} FROM ${datasets} d WHERE d."id" = $1`,
    values: [datasetKey(id)],
  };
}

/** In the order asked for, of those that have all of the attributes, the rarest of which comes first. */
export function pageDatasets(
  { datasets, attributes }: Tables,
  { after, orderBy, ...range }: DatasetPageRequest,
  wanted: readonly AttributeEntry[],
): Statement {
  const parameters = new Parameters();
  const conditions = withAttributes(attributes, wanted, parameters);
  const { key, id, idOf } = placeIn(orderBy, wanted.length > 0);
  const { direction } = orderBy;
  if (after !== null) {
    const later = direction === 'desc' ? '<' : '>';
    const place = `${parameters.add(after.key)}, ${parameters.add(idOf(after.id))}`;
    conditions.push(`(${key}, ${id}) ${later} (${place})`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const join = wanted.length === 0 ? '' : `JOIN ${attributes} a ON a."datasetId" = d."id"`;
  return {
    text: `SELECT ${SELECTED_DATASET} FROM ${datasets} d ${join} ${where}
      ORDER BY ${key} ${direction}, ${id} ${direction} ${limitClause(range, parameters)}`,
    values: parameters.values,
  };
}

/**
 * What an order is decided by. The indexes of the time of creation have the keys of datasets; other
 * orders have no index, and take the ids as they were given.
 */
function placeIn({ field }: DatasetOrderBy, hasAttributes: boolean) {
  if (field === 'createdAt') {
    const [table, id] = hasAttributes ? ['a', 'datasetId'] : ['d', 'id'];
    return { key: `${table}."createdAt"`, id: `${table}."${id}"`, idOf: datasetKey };
  }
  return {
    key: field === 'name' ? 'd."name" COLLATE "C"' : `d."${field}"`,
    id: 'coalesce(d."givenId", d."id"::text) COLLATE "C"',
    idOf: (id: string) => id,
  };
}

/** The conditions that `a` is a row of the first attribute, of a dataset that has the others too. */
function withAttributes(
  table: string,
  wanted: readonly AttributeEntry[],
  parameters: Parameters,
): string[] {
  return wanted.map((entry, index) => {
    const isEntry = (alias: string) =>
      `${alias}."key" = ${parameters.add(entry.key)} AND ${alias}."value" = ${parameters.add(entry.value)}`;
    if (index === 0) return isEntry('a');
    return `EXISTS (SELECT 1 FROM ${table} o
      WHERE o."datasetId" = a."datasetId" AND ${isEntry('o')})`;
  });
}

/** Stores what a dataset is found by. */
function insertAttributes({ attributes, datasets }: Tables, dataset: DatasetRecord): Statement[] {
  const entries = attributesOf(dataset);
  if (entries.length === 0) return [];
  const statement = {
    text: `INSERT INTO ${attributes} ("datasetId", "key", "value", "createdAt")
      SELECT d."id", v."key", v."value", d."createdAt"
      FROM ${datasets} d CROSS JOIN unnest($2::text[], $3::text[]) AS v("key", "value")
      WHERE d."id" = $1 AND d."attributes" = $4`,
    values: [
      datasetKey(dataset.id),
      textArray(entries.map(({ key }) => key)),
      textArray(entries.map(({ value }) => value)),
      dataset.attributes?.text ?? null,
    ],
  };
  return [statement];
}

/**
 * Stores what a dataset, whose row is locked, is found by, in place of what it was found by before;
 * does nothing unless these are the dataset's attributes.
 */
export function replaceAttributes(tables: Tables, dataset: DatasetRecord): Statement[] {
  const { attributes, datasets } = tables;
  const removal = {
    text: `DELETE FROM ${attributes} WHERE "datasetId" = $1 AND EXISTS (
      SELECT 1 FROM ${datasets} d
      WHERE d."id" = $1 AND d."attributes" IS NOT DISTINCT FROM $2::text)`,
    values: [datasetKey(dataset.id), dataset.attributes?.text ?? null],
  };
  return [removal, ...insertAttributes(tables, dataset)];
}

/** Returns the ids of datasets as they were given, by their keys. */
export function findGivenIds({ datasets }: Tables, keys: readonly string[]): Statement {
  const parameters = new Parameters();
  return {
    text: `SELECT d."id", d."givenId" FROM ${datasets} d
      WHERE ${isOneOf('d."id"', keys, parameters)} AND d."givenId" IS NOT NULL`,
    values: parameters.values,
  };
}

/** How many datasets have all of the attributes. */
export function countDatasets(
  { datasets, attributes }: Tables,
  wanted: readonly AttributeEntry[],
): Statement {
  if (wanted.length === 0) return { text: `SELECT count(*) FROM ${datasets}`, values: [] };
  const parameters = new Parameters();
  const conditions = withAttributes(attributes, wanted, parameters);
  return {
    text: `SELECT count(*) FROM ${attributes} a WHERE ${conditions.join(' AND ')}`,
    values: parameters.values,
  };
}
