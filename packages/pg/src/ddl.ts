import {
  indexStatement,
  primaryKeyOf,
  tableDefinition,
  type StorageColumn,
  type StorageColumnType,
  type StorageTableSchema,
  type TABLE_NAMES,
  type TableDialect,
} from '@mastra-datasets/core';
import { INDEXES, indexName, nameTables, qualify, type TablePlace } from './tables.js';

/**
 * How PostgreSQL declares each type of column.
 *
 * JSON is `text`, the exact text that was written: `jsonb` loses the order of keys, `\u0000` and
 * lone surrogates, and rewrites numbers; `json` keeps them, but is another name for `jsonb` on
 * CockroachDB. Times are `bigint`, milliseconds since the Unix epoch: `timestamptz` begins in
 * 4713 BC, `Date` does not.
 */
const SQL_TYPES: Readonly<Record<StorageColumnType, string>> = {
  text: 'text',
  jsonb: 'text',
  timestamp: 'bigint',
  integer: 'bigint',
};

/**
 * Ids are `uuid`: 16 bytes in every index instead of 37, and in the same order on every engine and
 * under every collation.
 */
const ID_COLUMNS: ReadonlySet<string> = new Set(['id', 'datasetId', 'importId']);

function typeOf(name: string, { type }: StorageColumn): string {
  return ID_COLUMNS.has(name) ? 'uuid' : SQL_TYPES[type];
}

/**
 * The columns of a table's primary key: those of the contract with the dataset's id before them, so
 * that the rows of a dataset stay together where tables are spread over machines.
 *
 * Staged items are looked up by dataset and import, with an external id or without, moments after
 * they came. Nothing is known about them then, and where the key began like the index for that, the
 * planner would take either, and read the whole import for every external id. So the key begins
 * with what nobody looks for.
 */
function keyOf(schema: StorageTableSchema): string[] {
  const key = primaryKeyOf(schema);
  if (schema['importId'] !== undefined) return ['id', 'datasetId', 'importId'];
  return schema['datasetId'] === undefined
    ? key
    : ['datasetId', ...key.filter((name) => name !== 'datasetId')];
}

/** How the tables of the contract are declared. */
export function dialectOf({ prefix }: TablePlace): TableDialect {
  return { prefix, foldName: (name) => name, typeOf, keyOf };
}

/** Makes the schema. */
export function createSchema({ schema }: TablePlace): string {
  return `CREATE SCHEMA IF NOT EXISTS "${schema}"`;
}

/** Makes tables, unless somebody else makes them at the same moment. */
export function createTables(place: TablePlace, tables: readonly TABLE_NAMES[]): string[] {
  return tables.map(
    (table) =>
      `CREATE TABLE IF NOT EXISTS ${qualify(place, table)} (
      ${tableDefinition(table, dialectOf(place))}
    )`,
  );
}

/** The statement that makes each index, by the index's name. */
export function indexStatements(place: TablePlace): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(INDEXES).map(([suffix, index]) => {
      const name = indexName(place.prefix, suffix);
      const table = qualify(place, index.table);
      return [name, indexStatement(index, { name: `"${name}"`, table })];
    }),
  );
}

/** Fills in the numbers of commits where rows of a release are that kept none. */
export function fillInNumbers(place: TablePlace): string[] {
  const { datasets, items, history, versions } = nameTables(place);
  const fill = (table: string, datasetId: string) => `UPDATE ${table} AS t
    SET "versionNumber" = v."number" FROM ${versions} v
    WHERE v."datasetId" = t."${datasetId}" AND v."version" = t."version"`;
  return [fill(datasets, 'id'), fill(items, 'datasetId'), fill(history, 'datasetId')];
}
