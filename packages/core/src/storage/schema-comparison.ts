import { DatasetsError } from '../errors.js';
import {
  TABLE_DATASET_ATTRIBUTES,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASETS,
  TABLE_NAMES,
  TABLE_SCHEMAS,
  type StorageColumn,
  type StorageTableSchema,
} from './constants.js';

/** Tables that the first release did not have. */
const LATER_TABLES: ReadonlySet<string> = new Set([
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASET_ATTRIBUTES,
]);

/** Columns that Mastra's own stores give to tables of these names, and no release of ours does. */
const MASTRA_COLUMNS: readonly (readonly [table: TABLE_NAMES, column: string])[] = [
  [TABLE_DATASETS, 'groundTruthSchema'],
  [TABLE_DATASET_ITEMS, 'datasetVersion'],
];

/** A column that a database already has. */
export interface ExistingColumn {
  readonly name: string;
  /** The type's name as the database tells it; compared in any case. */
  readonly type: string;
  readonly notNull: boolean;
  /** From 1 for the columns of the primary key, else 0. */
  readonly keyPosition: number;
}

/** How one adapter declares the tables of the contract. */
export interface TableDialect {
  /** Put before every table's name. */
  readonly prefix: string;
  /** Turns a table's name into the form in which the database compares names. */
  readonly foldName: (name: string) => string;
  /** The type of a column. */
  readonly typeOf: (name: string, column: StorageColumn) => string;
  /** The columns of a table's primary key, in their order. */
  readonly keyOf: (schema: StorageTableSchema) => readonly string[];
}

/** A column that a table of ours lacks, as it is of an earlier release. */
export interface MissingColumn {
  /** The table's name with the prefix. */
  readonly table: string;
  readonly name: string;
  readonly column: StorageColumn;
}

/** What tables of ours lack. */
export interface SchemaComparison {
  /** Tables to make: all of them, those of later releases, or those that were not made yet. */
  readonly missingTables: readonly TABLE_NAMES[];
  readonly missingColumns: readonly MissingColumn[];
  /**
   * What to refuse the database with, as only some tables of the first release are there; `null`
   * when all are, or none. They are ours all the same where they are empty and the database may have
   * made some tables without the others.
   */
  readonly gap: DatasetsError | null;
}

/** Makes the error that refuses a table, or one column of it, for a reason. */
type Refuse = (table: string, column: string | null, reason: string) => DatasetsError;

function refuseWith(advice: string): Refuse {
  return (table, column, reason) => {
    const place = column === null ? table : `${table}.${column}`;
    return new DatasetsError(
      'SCHEMA_MISMATCH',
      `The database already has ${place}, which is not ours: ${reason}. ${advice}`,
      { details: { table, column, reason } },
    );
  };
}

/** Says how to go on, which is more where the tables are those of Mastra's own stores. */
function adviceFor(
  columnsOf: (table: TABLE_NAMES) => readonly ExistingColumn[] | undefined,
): string {
  const isMastra = MASTRA_COLUMNS.some(([table, column]) =>
    columnsOf(table)?.some(({ name }) => name === column),
  );
  if (!isMastra) return 'Use a tablePrefix.';
  return (
    "Mastra's own stores (such as @mastra/libsql and @mastra/pg) use tables of these names. " +
    'To keep both in one database, give this storage a tablePrefix; or give it a database of its own. ' +
    'To take over the datasets that are there, run mastra-datasets migrate --from-mastra URL --to URL.'
  );
}

/**
 * Compares the tables that a database has, by folded name, with those of the contract. Throws
 * `SCHEMA_MISMATCH` naming table and column where they are somebody else's; where they are those
 * of Mastra's own stores, its message says so and names the ways out.
 */
export function compareSchema(
  existing: ReadonlyMap<string, readonly ExistingColumn[]>,
  dialect: TableDialect,
): SchemaComparison {
  const nameOf = (table: string) => `${dialect.prefix}${table}`;
  const columnsOf = (table: string) => existing.get(dialect.foldName(nameOf(table)));
  const refuse = refuseWith(adviceFor(columnsOf));
  const present = TABLE_NAMES.filter((table) => columnsOf(table) !== undefined);
  const missingTables = TABLE_NAMES.filter((table) => columnsOf(table) === undefined);
  const missingColumns = present.flatMap((table) =>
    compareTable(nameOf(table), columnsOf(table) ?? [], TABLE_SCHEMAS[table], dialect, refuse),
  );
  const lost = missingTables.filter((table) => !LATER_TABLES.has(table));
  if (present.length === 0 || lost.length === 0) {
    return { missingTables, missingColumns, gap: null };
  }
  const reason = `our tables ${lost.map(nameOf).join(', ')} are missing beside it`;
  const gap = refuse(present.map(nameOf).join(', '), null, reason);
  return { missingTables, missingColumns, gap };
}

/** Gives the nullable columns of later releases that a table lacks. */
function compareTable(
  table: string,
  columns: readonly ExistingColumn[],
  schema: StorageTableSchema,
  dialect: TableDialect,
  refuse: Refuse,
): MissingColumn[] {
  const key = dialect.keyOf(schema);
  for (const { name, type, notNull, keyPosition } of columns) {
    const expected = schema[name];
    if (expected === undefined) throw refuse(table, name, 'an unknown column');
    const expectedType = dialect.typeOf(name, expected);
    if (type.toLowerCase() !== expectedType.toLowerCase()) {
      throw refuse(table, name, `its type is ${type || 'none'}, not ${expectedType}`);
    }
    if (keyPosition !== key.indexOf(name) + 1) {
      throw refuse(table, name, 'the primary key is another one');
    }
    if (notNull === expected.nullable) {
      throw refuse(table, name, notNull ? 'it takes no NULL' : 'it takes NULL');
    }
  }
  const names = new Set(columns.map(({ name }) => name));
  return Object.entries(schema)
    .filter(([name]) => !names.has(name))
    .map(([name, column]) => {
      if (!column.nullable) throw refuse(table, name, 'the column is missing');
      return { table, name, column };
    });
}
