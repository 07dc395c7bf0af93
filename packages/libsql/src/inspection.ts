import {
  DatasetsError,
  TABLE_NAMES,
  TABLE_SCHEMAS,
  type StorageColumn,
  type StorageTableSchema,
} from '@mastra-datasets/core';
import { columnDefinition, createTables, indexStatements, SQL_TYPES } from './ddl.js';

/** A column that a database already has. */
export interface ExistingColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** From 1 for the columns of the primary key, else 0. */
  readonly keyPosition: number;
}

/** What a database already has of our names, by name in lower case. */
export interface ExistingSchema {
  readonly tables: ReadonlyMap<string, readonly ExistingColumn[]>;
  readonly indexes: ReadonlySet<string>;
}

function mismatch(table: string, column: string | null, reason: string): DatasetsError {
  const place = column === null ? table : `${table}.${column}`;
  return new DatasetsError(
    'SCHEMA_MISMATCH',
    `The database already has ${place}, which is not ours: ${reason}. Use a tablePrefix.`,
    { details: { table, column, reason } },
  );
}

/**
 * Works out the statements that bring a database to our shape; none when it has it already.
 * Throws `SCHEMA_MISMATCH` naming table and column where the tables are somebody else's.
 */
export function planUpgrade(existing: ExistingSchema, prefix: string): string[] {
  const names = TABLE_NAMES.map((table) => `${prefix}${table}`);
  const present = names.filter((name) => existing.tables.has(name.toLowerCase()));
  const additions = TABLE_NAMES.flatMap((table) => {
    const columns = existing.tables.get(`${prefix}${table}`.toLowerCase());
    return columns === undefined
      ? []
      : compareTable(`${prefix}${table}`, columns, TABLE_SCHEMAS[table]);
  });
  if (present.length > 0 && present.length < names.length) {
    const missing = names.filter((name) => !existing.tables.has(name.toLowerCase())).join(', ');
    throw mismatch(present.join(', '), null, `our tables ${missing} are missing beside it`);
  }
  const indexes = [...indexStatements(prefix)]
    .filter(([name]) => !existing.indexes.has(name.toLowerCase()))
    .map(([, statement]) => statement);
  return [...(present.length === 0 ? createTables(prefix) : additions), ...indexes];
}

/** Gives the statements that add the nullable columns of later releases. */
function compareTable(
  table: string,
  columns: readonly ExistingColumn[],
  schema: StorageTableSchema,
): string[] {
  const key = Object.keys(schema).filter((name) => schema[name]?.primaryKey === true);
  for (const column of columns) {
    const expected = schema[column.name];
    if (expected === undefined) throw mismatch(table, column.name, 'an unknown column');
    compareColumn(table, column, expected, key);
  }
  const names = new Set(columns.map(({ name }) => name));
  return Object.entries(schema)
    .filter(([name]) => !names.has(name))
    .map(([name, column]) => {
      if (!column.nullable) throw mismatch(table, name, 'the column is missing');
      return `ALTER TABLE "${table}" ADD COLUMN ${columnDefinition(name, column)}`;
    });
}

function compareColumn(
  table: string,
  { name, type, notNull, keyPosition }: ExistingColumn,
  expected: StorageColumn,
  key: readonly string[],
): void {
  const expectedType = SQL_TYPES[expected.type];
  if (type.toUpperCase() !== expectedType) {
    throw mismatch(table, name, `its type is ${type || 'none'}, not ${expectedType}`);
  }
  if (keyPosition !== key.indexOf(name) + 1) {
    throw mismatch(table, name, 'the primary key is another one');
  }
  if (notNull === expected.nullable) {
    throw mismatch(table, name, notNull ? 'it takes no NULL' : 'it takes NULL');
  }
}
