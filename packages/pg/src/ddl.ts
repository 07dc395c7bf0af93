import {
  TABLE_SCHEMAS,
  type StorageColumn,
  type StorageColumnType,
  type StorageTableSchema,
  type TABLE_NAMES,
  type TableDialect,
} from '@mastra-datasets/core';
import {
  INDEX_SUFFIXES,
  indexName,
  nameTables,
  qualify,
  type IndexSuffix,
  type TablePlace,
} from './tables.js';

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
  const key = Object.keys(schema).filter((name) => schema[name]?.primaryKey === true);
  if (schema['importId'] !== undefined) return ['id', 'datasetId', 'importId'];
  return schema['datasetId'] === undefined
    ? key
    : ['datasetId', ...key.filter((name) => name !== 'datasetId')];
}

/** How the tables of the contract are declared. */
export function dialectOf({ prefix }: TablePlace): TableDialect {
  return { prefix, foldName: (name) => name, typeOf, keyOf };
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** A column as a table declares it. */
export function columnDefinition(name: string, column: StorageColumn): string {
  return `"${name}" ${typeOf(name, column)}${column.nullable ? '' : ' NOT NULL'}`;
}

/** Makes the schema. */
export function createSchema({ schema }: TablePlace): string {
  return `CREATE SCHEMA IF NOT EXISTS "${schema}"`;
}

/** Makes tables, unless somebody else makes them at the same moment. */
export function createTables(place: TablePlace, tables: readonly TABLE_NAMES[]): string[] {
  return tables.map((table) => {
    const schema = TABLE_SCHEMAS[table];
    const definitions = Object.entries(schema).map(([name, column]) =>
      columnDefinition(name, column),
    );
    return `CREATE TABLE IF NOT EXISTS ${qualify(place, table)} (
      ${definitions.join(', ')}, PRIMARY KEY (${quoteAll(keyOf(schema))})
    )`;
  });
}

/** The statement that makes each index, by the index's name. */
export function indexStatements(place: TablePlace): ReadonlyMap<string, string> {
  const { datasets, items, history, versions, staged, attributes } = nameTables(place);
  const targets: Record<IndexSuffix, string> = {
    datasets_by_creation: `INDEX ON ${datasets} ("createdAt", "id")`,
    items_by_id: `INDEX ON ${items} ("id", "datasetId")`,
    items_by_creation: `INDEX ON ${items} ("datasetId", "createdAt", "id")`,
    // Items that nobody changed since they were added are found by their creation: most additions
    // need no entry here.
    items_by_version: `INDEX ON ${items} ("datasetId", "version") WHERE "version" > "createdAt"`,
    items_by_external_id: `UNIQUE INDEX ON ${items} ("datasetId", "externalId") WHERE "externalId" IS NOT NULL`,
    history_by_id: `INDEX ON ${history} ("id", "datasetId")`,
    history_by_creation: `INDEX ON ${history} ("datasetId", "createdAt", "id")`,
    history_by_end: `INDEX ON ${history} ("datasetId", "validTo")`,
    history_by_version: `INDEX ON ${history} ("datasetId", "version")`,
    history_by_external_id: `INDEX ON ${history} ("datasetId", "externalId") WHERE "externalId" IS NOT NULL`,
    items_by_purge: `INDEX ON ${items} ("datasetId") WHERE "purgedAt" IS NOT NULL`,
    history_by_purge: `INDEX ON ${history} ("datasetId") WHERE "purgedAt" IS NOT NULL`,
    staged_by_external_id: `INDEX ON ${staged} ("datasetId", "importId", "externalId")`,
    attributes_by_value: `INDEX ON ${attributes} ("key", "value", "createdAt", "datasetId")`,
    versions_by_number: `UNIQUE INDEX ON ${versions} ("datasetId", "number")`,
  };
  return new Map(
    INDEX_SUFFIXES.map((suffix) => {
      const name = indexName(place.prefix, suffix);
      const target = targets[suffix].replace('INDEX ON', `INDEX IF NOT EXISTS "${name}" ON`);
      return [name, `CREATE ${target}`];
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
