import {
  DatasetsStorage,
  TABLE_DATASET_VERSIONS,
  type StorageColumn,
  type StorageColumnType,
  type TABLE_NAMES,
} from '@mastra-datasets/core';
import { tableNames } from './tables.js';

/** How SQLite declares each type of column; times are milliseconds since the Unix epoch. */
export const SQL_TYPES: Readonly<Record<StorageColumnType, string>> = {
  text: 'TEXT',
  // JSON stays the exact text that was written.
  jsonb: 'TEXT',
  timestamp: 'INTEGER',
  integer: 'INTEGER',
};

/** A column as a table declares it. */
export function columnDefinition(name: string, { type, nullable }: StorageColumn): string {
  return `"${name}" ${SQL_TYPES[type]}${nullable ? '' : ' NOT NULL'}`;
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
export function createTables({ schema, prefix }: Place, tables: readonly TABLE_NAMES[]): string[] {
  return tables.map((table) => {
    const columns = Object.entries<StorageColumn>(DatasetsStorage.tables[table]);
    const key = columns
      .filter(([, column]) => column.primaryKey === true)
      .map(([name]) => `"${name}"`);
    const definitions = columns.map(([name, column]) => columnDefinition(name, column));
    return `CREATE TABLE IF NOT EXISTS ${schema}."${prefix}${table}" (
      ${definitions.join(', ')}, PRIMARY KEY (${key.join(', ')})
    )${KEPT_BY_KEY.has(table) ? ' WITHOUT ROWID' : ''}`;
  });
}

/** The statement that makes each index, by the index's name. */
export function indexStatements({ schema, prefix }: Place): ReadonlyMap<string, string> {
  const { datasets, items, history, versions, staged, attributes } = tableNames(prefix);
  const indexes: Record<string, string> = {
    datasets_by_creation: `${datasets} ("createdAt", "id")`,
    items_by_creation: `${items} ("datasetId", "createdAt", "id")`,
    // Items that nobody changed since they were added are found by their creation: most additions
    // need no entry here.
    items_by_version: `${items} ("datasetId", "version") WHERE "version" > "createdAt"`,
    history_by_creation: `${history} ("datasetId", "createdAt", "id")`,
    history_by_end: `${history} ("datasetId", "validTo")`,
    history_by_version: `${history} ("datasetId", "version")`,
    history_by_external_id: `${history} ("datasetId", "externalId") WHERE "externalId" IS NOT NULL`,
    items_by_purge: `${items} ("datasetId") WHERE "purgedAt" IS NOT NULL`,
    history_by_purge: `${history} ("datasetId") WHERE "purgedAt" IS NOT NULL`,
    staged_by_external_id: `${staged} ("datasetId", "importId", "externalId")
      WHERE "externalId" IS NOT NULL`,
    attributes_by_value: `${attributes} ("key", "value", "createdAt", "datasetId")`,
  };
  const uniqueIndexes: Record<string, string> = {
    items_by_external_id: `${items} ("datasetId", "externalId") WHERE "externalId" IS NOT NULL`,
    versions_by_number: `${versions} ("datasetId", "number")`,
  };
  const statements = new Map<string, string>();
  const add = (kind: string, definitions: Record<string, string>) => {
    for (const [suffix, target] of Object.entries(definitions)) {
      const name = `${prefix}mastra_dataset_${suffix}`;
      statements.set(name, `CREATE ${kind} IF NOT EXISTS ${schema}."${name}" ON ${target}`);
    }
  };
  add('INDEX', indexes);
  add('UNIQUE INDEX', uniqueIndexes);
  return statements;
}

/** Fills in the numbers of commits where rows of a release are that kept none. */
export function fillInNumbers(prefix: string): string[] {
  const { datasets, items, history, versions } = tableNames(prefix);
  const fill = (table: string, datasetId: string) => `UPDATE ${table} SET "versionNumber" = (
      SELECT v."number" FROM ${versions} v
      WHERE v."datasetId" = ${table}."${datasetId}" AND v."version" = ${table}."version")`;
  return [fill(datasets, 'id'), fill(items, 'datasetId'), fill(history, 'datasetId')];
}
