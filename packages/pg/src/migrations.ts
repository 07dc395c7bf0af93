import type { DatasetsError } from '@mastra-datasets/core';
import {
  columnDefinition,
  compareSchema,
  storageFailed,
  TABLE_DATASET_ATTRIBUTES,
  TABLE_NAMES,
  type ExistingColumn,
} from '@mastra-datasets/core';
import { prepareCitus, type CitusTables } from './citus/distribution.js';
import type { Connection } from './connection.js';
import { createSchema, createTables, dialectOf, fillInNumbers, indexStatements } from './ddl.js';
import { isWorthChecking } from './races.js';
import { integer } from './rows.js';
import type { Statement } from './sql/statement.js';
import { textArray } from './sql/text-array.js';
import { qualify, type TablePlace } from './tables.js';

/** What there is to know about a database. */
export interface DatabaseFacts {
  /** Whether it spreads tables over machines. */
  readonly isDistributed: boolean;
  /** What Citus has of our tables; `null` where the server is not Citus, or has not distributed them. */
  readonly citus: CitusTables | null;
}

/** What a database already has of our names. */
interface ExistingSchema {
  readonly hasSchema: boolean;
  readonly isCitus: boolean;
  readonly isDistributed: boolean;
  readonly tables: ReadonlyMap<string, readonly ExistingColumn[]>;
  readonly indexes: ReadonlySet<string>;
}

/** Reads the relations of our names with their columns; the first row is about the schema. */
function inspect(place: TablePlace): Statement {
  const tables = TABLE_NAMES.map((table) => `${place.prefix}${table}`);
  return {
    text: `SELECT current_setting('server_encoding'), n.nspname, version(),
        EXISTS (SELECT 1 FROM pg_catalog.pg_extension e WHERE e.extname = 'citus')::text, c.relname, c.relkind::text,
        a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text,
        coalesce(array_position(k.conkey, a.attnum), 0)
      FROM (SELECT 1) one
      LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = $1
      LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = ANY($2::text[])
      LEFT JOIN pg_catalog.pg_attribute a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
      ORDER BY c.relname, a.attnum`,
    values: [place.schema, textArray([...tables, ...indexStatements(place).keys()])],
  };
}

/** Servers that spread tables over machines by themselves, as they say their version. */
const DISTRIBUTED_SERVERS = /CockroachDB|-YB-/;

/** The kinds of relations that are indexes, whole or of a partitioned table. */
const INDEX_KINDS: ReadonlySet<unknown> = new Set(['i', 'I']);

async function readExistingSchema(
  connection: Connection,
  place: TablePlace,
): Promise<ExistingSchema> {
  const rows = await connection.read(inspect(place));
  const tables = new Map<string, ExistingColumn[]>();
  const indexes = new Set<string>();
  for (const [, , , , relation, kind, name, type, notNull, keyPosition] of rows) {
    if (typeof relation !== 'string') continue;
    if (INDEX_KINDS.has(kind)) {
      indexes.add(relation);
      continue;
    }
    const columns = tables.get(relation) ?? [];
    tables.set(relation, columns);
    columns.push({
      name: String(name),
      type: String(type),
      notNull: notNull === 'true',
      keyPosition: integer(keyPosition),
    });
  }
  const [first] = rows;
  if (first?.[0] !== 'UTF8') throw wrongEncoding(String(first?.[0]));
  const isCitus = first[3] === 'true';
  return {
    hasSchema: first[1] !== null,
    isCitus,
    isDistributed: isCitus || DISTRIBUTED_SERVERS.test(String(first[2])),
    tables,
    indexes,
  };
}

function wrongEncoding(encoding: string): DatasetsError {
  const reason = `the encoding of the database is ${encoding}, not UTF8`;
  return storageFailed('unchanged', {
    message: `The database cannot hold every text: ${reason}. Use one made with ENCODING 'UTF8'.`,
    details: { reason },
    cause: undefined,
  });
}

/** Whether no table of some has a row. */
async function areEmpty(
  connection: Connection,
  place: TablePlace,
  tables: Iterable<string>,
): Promise<boolean> {
  const filled = [...tables].map(
    (table) => `EXISTS (SELECT 1 FROM ${qualify({ ...place, prefix: '' }, table)})`,
  );
  const [row] = await connection.read({
    text: `SELECT 1 WHERE ${filled.join(' OR ')}`,
    values: [],
  });
  return row === undefined;
}

/** Works out the statements that bring a database to our shape; none when it has it already. */
async function planUpgrade(
  connection: Connection,
  { hasSchema, tables, indexes }: ExistingSchema,
  place: TablePlace,
): Promise<string[]> {
  const dialect = dialectOf(place);
  const { missingTables, missingColumns, gap } = compareSchema(tables, dialect);
  // Where each statement that makes a table commits by itself, the first use may have been cut off.
  if (gap !== null && !(await areEmpty(connection, place, tables.keys()))) throw gap;
  const additions = missingColumns.map(
    ({ table, name, column }) =>
      `ALTER TABLE ${qualify({ ...place, prefix: '' }, table)}
        ADD COLUMN IF NOT EXISTS ${columnDefinition(name, column, dialect)}`,
  );
  // This table comes after all else that the release with the numbers brings.
  const isEarlier =
    tables.size > 0 && missingTables.includes(TABLE_DATASET_ATTRIBUTES) && gap === null;
  const missingIndexes = [...indexStatements(place)]
    .filter(([name]) => !indexes.has(name))
    .map(([, statement]) => statement);
  return [
    ...(hasSchema ? [] : [createSchema(place)]),
    ...additions,
    ...(isEarlier ? fillInNumbers(place) : []),
    ...createTables(place, missingTables),
    ...missingIndexes,
  ];
}

/** How often somebody else may do a part of the work at the same moment. */
const MOST_ATTEMPTS = 10;

/**
 * Makes or upgrades the tables, in one transaction where the server has such; does not write when they
 * are as they should be. Several processes may do it at once: whoever finds the work done by another checks the result.
 * Gives what it learned about the database.
 */
export async function migrate(connection: Connection, place: TablePlace): Promise<DatabaseFacts> {
  const { isCitus, isDistributed } = await upgrade(connection, place);
  if (!isCitus) return { isDistributed, citus: null };
  connection.isCitus = true;
  return { isDistributed, citus: await prepareCitus(connection, place) };
}

async function upgrade(connection: Connection, place: TablePlace): Promise<ExistingSchema> {
  for (let attempts = 1; ; attempts += 1) {
    const existing = await readExistingSchema(connection, place);
    const statements = await planUpgrade(connection, existing, place);
    if (statements.length === 0) return existing;
    try {
      await connection.write(statements.map((text) => ({ text, values: [] })));
      return existing;
    } catch (error) {
      if (!isWorthChecking(error) || attempts === MOST_ATTEMPTS) throw error;
    }
  }
}
