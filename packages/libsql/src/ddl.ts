import {
  TABLE_DATASET_VERSIONS,
  TABLE_INDEXES,
  indexStatement,
  primaryKeyOf,
  tableDefinition,
  type StorageColumnType,
  type TABLE_NAMES,
  type TableDialect,
  type TableIndex,
} from '@mastra-datasets/core';
import { tableNames } from './tables.js';

/** How SQLite declares each type of column; times are milliseconds since the Unix epoch. */
const SQL_TYPES: Readonly<Record<StorageColumnType, string>> = {
  text: 'TEXT',
  // JSON stays the exact text that was written.
  jsonb: 'TEXT',
  timestamp: 'INTEGER',
  integer: 'INTEGER',
};

/** How the tables of the contract are declared; SQLite does not tell names apart by case. */
export function dialectOf({ prefix }: Pick<Place, 'prefix'>): TableDialect {
  return {
    prefix,
    foldName: (name) => name.toLowerCase(),
    typeOf: (_, { type }) => SQL_TYPES[type],
    keyOf: primaryKeyOf,
  };
}

/** Where the tables are: in a schema, as SQLite calls a database of a connection, with a prefix. */
export interface Place {
  readonly schema: string;
  readonly prefix: string;
}

/**
 * Tables that are kept in the order of their key, which spares each commit the page of an index. It
 * suits small rows. What an earlier release made without it stays as it is, and works the same.
 */
const KEPT_BY_KEY: ReadonlySet<TABLE_NAMES> = new Set([TABLE_DATASET_VERSIONS]);

/** Makes some of the tables. */
export function createTables(place: Place, tables: readonly TABLE_NAMES[]): string[] {
  const { schema, prefix } = place;
  return tables.map(
    (table) =>
      `CREATE TABLE IF NOT EXISTS ${schema}."${prefix}${table}" (
        ${tableDefinition(table, dialectOf(place))}
      )${KEPT_BY_KEY.has(table) ? ' WITHOUT ROWID' : ''}`,
  );
}

/** The index of staged items holds only those that are looked for. */
const INDEXES: Readonly<Record<string, TableIndex>> = {
  ...TABLE_INDEXES,
  staged_by_external_id: {
    ...TABLE_INDEXES.staged_by_external_id,
    where: '"externalId" IS NOT NULL',
  },
};

/** The statement that makes each index, by the index's name. */
export function indexStatements({ schema, prefix }: Place): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(INDEXES).map(([suffix, index]) => {
      const name = `${prefix}mastra_dataset_${suffix}`;
      const table = `"${prefix}${index.table}"`;
      return [name, indexStatement(index, { name: `${schema}."${name}"`, table })];
    }),
  );
}

/** Fills in the numbers of commits where rows of a release are that kept none. */
export function fillInNumbers(prefix: string): string[] {
  const { datasets, items, history, versions } = tableNames(prefix);
  const fill = (table: string, datasetId: string) => `UPDATE ${table} SET "versionNumber" = (
      SELECT v."number" FROM ${versions} v
      WHERE v."datasetId" = ${table}."${datasetId}" AND v."version" = ${table}."version")`;
  return [fill(datasets, 'id'), fill(items, 'datasetId'), fill(history, 'datasetId')];
}
