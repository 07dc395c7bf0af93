import { TABLE_NAMES, primaryKeyOf, upgradeStatements } from '@mastra-datasets/core/storage';
import type { SqliteDatabase } from './database.js';

/** Times are milliseconds, and JSON is the exact text that was written. */
const TYPES = { text: 'TEXT', jsonb: 'TEXT', timestamp: 'INTEGER', integer: 'INTEGER' };

/** Makes the tables and indexes, and the columns that an earlier release did not have. */
export function createTables(db: SqliteDatabase): void {
  const tables = TABLE_NAMES.map((table) => [table, columnsOf(db, table)] as const);
  const existing = new Map(tables.filter(([, columns]) => columns.length > 0));
  // Throws SCHEMA_MISMATCH for tables of somebody else, which stay as they are.
  const statements = upgradeStatements(existing, {
    prefix: '',
    foldName: (name) => name,
    typeOf: (_, { type }) => TYPES[type],
    keyOf: primaryKeyOf,
  });
  for (const statement of statements) db.run(statement);
}

function columnsOf(db: SqliteDatabase, table: string) {
  return db.all(`PRAGMA table_info(${table})`).map((column) => ({
    name: String(column['name']),
    type: String(column['type']),
    notNull: column['notnull'] === 1,
    keyPosition: Number(column['pk']),
  }));
}
