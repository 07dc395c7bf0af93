import {
  TABLE_DATASET_ATTRIBUTES,
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  TABLE_SCHEMAS,
  type StorageColumn,
  type StorageTableSchema,
  type TABLE_NAMES,
} from './constants.js';
import { compareSchema, type ExistingColumn, type TableDialect } from './schema-comparison.js';

/** The columns of a table's primary key, in the order of its schema. */
export function primaryKeyOf(schema: StorageTableSchema): string[] {
  return Object.keys(schema).filter((name) => schema[name]?.primaryKey === true);
}

/** A column as `CREATE TABLE` and `ADD COLUMN` declare it. */
export function columnDefinition(
  name: string,
  column: StorageColumn,
  { typeOf }: Pick<TableDialect, 'typeOf'>,
): string {
  return `"${name}" ${typeOf(name, column)}${column.nullable ? '' : ' NOT NULL'}`;
}

/** What `CREATE TABLE` declares between its parentheses: the columns and the primary key. */
export function tableDefinition(table: TABLE_NAMES, dialect: TableDialect): string {
  const schema = TABLE_SCHEMAS[table];
  const columns = Object.entries(schema).map(([name, column]) =>
    columnDefinition(name, column, dialect),
  );
  return `${columns.join(', ')}, PRIMARY KEY (${quoteAll(dialect.keyOf(schema))})`;
}

/** An index that keeps a primitive from reading more than it gives. */
export interface TableIndex {
  readonly table: TABLE_NAMES;
  readonly columns: readonly string[];
  /** Whether no two rows may have the same values. */
  readonly isUnique?: boolean;
  /** SQL that rows have to meet to be in the index; absent for all rows. */
  readonly where?: string;
}

const [named, purged] = ['"externalId" IS NOT NULL', '"purgedAt" IS NOT NULL'];

/** The indexes of SQL databases, by what their names end with. */
export const TABLE_INDEXES = Object.freeze({
  datasets_by_creation: { table: TABLE_DATASETS, columns: ['createdAt', 'id'] },
  items_by_creation: { table: TABLE_DATASET_ITEMS, columns: ['datasetId', 'createdAt', 'id'] },
  // Items that nobody changed since they were added are found by their creation: most additions
  // need no entry here.
  items_by_version: {
    table: TABLE_DATASET_ITEMS,
    columns: ['datasetId', 'version'],
    where: '"version" > "createdAt"',
  },
  items_by_external_id: {
    table: TABLE_DATASET_ITEMS,
    columns: ['datasetId', 'externalId'],
    isUnique: true,
    where: named,
  },
  items_by_purge: { table: TABLE_DATASET_ITEMS, columns: ['datasetId'], where: purged },
  history_by_creation: {
    table: TABLE_DATASET_ITEM_HISTORY,
    columns: ['datasetId', 'createdAt', 'id'],
  },
  history_by_end: { table: TABLE_DATASET_ITEM_HISTORY, columns: ['datasetId', 'validTo'] },
  history_by_version: { table: TABLE_DATASET_ITEM_HISTORY, columns: ['datasetId', 'version'] },
  history_by_external_id: {
    table: TABLE_DATASET_ITEM_HISTORY,
    columns: ['datasetId', 'externalId'],
    where: named,
  },
  history_by_purge: { table: TABLE_DATASET_ITEM_HISTORY, columns: ['datasetId'], where: purged },
  versions_by_number: {
    table: TABLE_DATASET_VERSIONS,
    columns: ['datasetId', 'number'],
    isUnique: true,
  },
  staged_by_external_id: {
    table: TABLE_DATASET_STAGED_ITEMS,
    columns: ['datasetId', 'importId', 'externalId'],
  },
  attributes_by_value: {
    table: TABLE_DATASET_ATTRIBUTES,
    columns: ['key', 'value', 'createdAt', 'datasetId'],
  },
} as const satisfies Readonly<Record<string, TableIndex>>);

/**
 * The statement that makes an index, unless there is one of its name.
 *
 * @param index what it holds.
 * @param name the index's name, and `table` that of its table, both quoted and qualified as the
 *   database needs it.
 */
export function indexStatement(
  { columns, isUnique = false, where }: TableIndex,
  { name, table }: { readonly name: string; readonly table: string },
): string {
  const kind = isUnique ? 'UNIQUE INDEX' : 'INDEX';
  const condition = where === undefined ? '' : ` WHERE ${where}`;
  return `CREATE ${kind} IF NOT EXISTS ${name} ON ${table} (${quoteAll(columns)})${condition}`;
}

/**
 * The statements that bring a database to the tables and indexes of the contract, for one that finds
 * tables by their name alone. Throws `SCHEMA_MISMATCH` as `compareSchema` does, and where only some of
 * the tables are there.
 *
 * @param existing the columns of the tables that there are, by folded name.
 */
export function upgradeStatements(
  existing: ReadonlyMap<string, readonly ExistingColumn[]>,
  dialect: TableDialect,
): string[] {
  const { missingTables, missingColumns, gap } = compareSchema(existing, dialect);
  if (gap !== null) throw gap;
  const nameOf = (name: string) => `"${dialect.prefix}${name}"`;
  return [
    ...missingTables.map(
      (table) => `CREATE TABLE ${nameOf(table)} (${tableDefinition(table, dialect)})`,
    ),
    ...missingColumns.map(
      ({ table, name, column }) =>
        `ALTER TABLE "${table}" ADD COLUMN ${columnDefinition(name, column, dialect)}`,
    ),
    ...Object.entries(TABLE_INDEXES).map(([suffix, index]) => {
      const name = nameOf(`mastra_dataset_${suffix}`);
      return indexStatement(index, { name, table: nameOf(index.table) });
    }),
  ];
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
