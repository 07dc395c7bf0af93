import {
  TABLE_DATASET_ATTRIBUTES,
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASET_TAGS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  TABLE_NAMES,
  TABLE_SCHEMAS,
  compareSchema,
  type StorageColumn,
  type StorageTableSchema,
} from '@mastra-datasets/core/storage';
import type { SqliteDatabase } from './database.js';

/** The names of the tables. */
export const tables = {
  datasets: TABLE_DATASETS,
  items: TABLE_DATASET_ITEMS,
  history: TABLE_DATASET_ITEM_HISTORY,
  versions: TABLE_DATASET_VERSIONS,
  tags: TABLE_DATASET_TAGS,
  staged: TABLE_DATASET_STAGED_ITEMS,
  attributes: TABLE_DATASET_ATTRIBUTES,
};

/** Times are milliseconds, and JSON is the exact text that was written. */
const TYPES = { text: 'TEXT', jsonb: 'TEXT', timestamp: 'INTEGER', integer: 'INTEGER' };

/** Each keeps a primitive from reading more than it gives. */
const INDEXES = [
  `INDEX IF NOT EXISTS datasets_by_creation ON ${tables.datasets} (createdAt, id)`,
  `INDEX IF NOT EXISTS items_by_creation ON ${tables.items} (datasetId, createdAt, id)`,
  `INDEX IF NOT EXISTS items_by_version ON ${tables.items} (datasetId, version)`,
  `UNIQUE INDEX IF NOT EXISTS items_by_external_id ON ${tables.items} (datasetId, externalId)`,
  `INDEX IF NOT EXISTS history_by_creation ON ${tables.history} (datasetId, createdAt, id)`,
  `INDEX IF NOT EXISTS history_by_version ON ${tables.history} (datasetId, version)`,
  `INDEX IF NOT EXISTS history_by_end ON ${tables.history} (datasetId, validTo)`,
  `INDEX IF NOT EXISTS history_by_external_id ON ${tables.history} (datasetId, externalId)`,
  `INDEX IF NOT EXISTS items_by_purge ON ${tables.items} (datasetId) WHERE purgedAt IS NOT NULL`,
  `INDEX IF NOT EXISTS history_by_purge ON ${tables.history} (datasetId) WHERE purgedAt IS NOT NULL`,
  `UNIQUE INDEX IF NOT EXISTS versions_by_number ON ${tables.versions} (datasetId, number)`,
  `INDEX IF NOT EXISTS staged_by_external_id ON ${tables.staged} (datasetId, importId, externalId)`,
  `INDEX IF NOT EXISTS attributes_by_value ON ${tables.attributes} (key, value, createdAt, datasetId)`,
];

/** Makes the tables, and the columns that an earlier release did not have. */
export function createTables(db: SqliteDatabase): void {
  const existing = TABLE_NAMES.map((table) => [table, columnsOf(db, table)] as const);
  // Throws SCHEMA_MISMATCH for tables of somebody else, which stay as they are.
  const { missingTables, missingColumns, gap } = compareSchema(
    new Map(existing.filter(([, columns]) => columns.length > 0)),
    { prefix: '', foldName: (name) => name, typeOf: (_, { type }) => TYPES[type], keyOf },
  );
  if (gap !== null) throw gap;
  for (const table of missingTables) {
    const schema = TABLE_SCHEMAS[table];
    const columns = Object.entries(schema).map(([name, column]) => definition(name, column));
    db.run(`CREATE TABLE ${table} (${columns.join()}, PRIMARY KEY (${keyOf(schema).join()}))`);
  }
  for (const { table, name, column } of missingColumns) {
    db.run(`ALTER TABLE ${table} ADD COLUMN ${definition(name, column)}`);
  }
  for (const index of INDEXES) db.run(`CREATE ${index}`);
}

function columnsOf(db: SqliteDatabase, table: string) {
  return db.all(`PRAGMA table_info(${table})`).map((column) => ({
    name: String(column['name']),
    type: String(column['type']),
    notNull: column['notnull'] === 1,
    keyPosition: Number(column['pk']),
  }));
}

function definition(name: string, { type, nullable }: StorageColumn): string {
  return `${name} ${TYPES[type]}${nullable ? '' : ' NOT NULL'}`;
}

function keyOf(schema: StorageTableSchema): string[] {
  return Object.keys(schema).filter((name) => schema[name]?.primaryKey === true);
}
