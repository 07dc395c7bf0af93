import { randomUUID } from 'node:crypto';
import { DatasetsError, storageFailed, TABLE_DATASETS, TABLE_NAMES } from '@mastra-datasets/core';
import { COMMIT_LOCK_TIMEOUT_MS, type Connection } from '../connection.js';
import { isWorthChecking } from '../races.js';
import type { Statement } from '../sql/statement.js';
import { textArray } from '../sql/text-array.js';
import { nameTables, qualify, type TablePlace } from '../tables.js';
import { frequentCommits } from './frequent-commits.js';
import {
  createFunction,
  functionName,
  signature,
  StatementFunctions,
  type Statements,
} from './statement-functions.js';

/** What Citus has made of our tables. */
interface Distribution {
  readonly distributed: ReadonlySet<string>;
  /** Those of our functions that run where the rows are. */
  readonly functions: ReadonlySet<string>;
  /** Whether the user may make functions here. */
  readonly mayCreate: boolean;
}

/** Reads which of some tables are distributed, and which of some functions along with them. */
function inspect(place: TablePlace, functions: readonly string[]): Statement {
  const tables = TABLE_NAMES.map((table) => `${place.prefix}${table}`);
  return {
    text: `SELECT n.nspname, c.relname, f.proname,
        (has_schema_privilege(n.oid, 'CREATE') AND
          (SELECT l.groupid FROM pg_catalog.pg_dist_local_group l) = 0)::text
      FROM pg_catalog.pg_namespace n
      LEFT JOIN (pg_catalog.pg_class c JOIN pg_catalog.pg_dist_partition p
          ON p.logicalrelid = c.oid AND p.partmethod = 'h')
        ON c.relnamespace = n.oid AND c.relname = ANY($2::text[])
      LEFT JOIN (pg_catalog.pg_proc f JOIN pg_catalog.pg_dist_object o
          ON o.classid = 'pg_catalog.pg_proc'::regclass AND o.objid = f.oid)
        ON f.pronamespace = n.oid AND f.proname = ANY($3::text[])
          AND o.colocationid = p.colocationid
      WHERE n.nspname = $1`,
    values: [place.schema, textArray(tables), textArray(functions)],
  };
}

async function readDistribution(
  connection: Connection,
  place: TablePlace,
  commits: readonly Statements[],
): Promise<Distribution> {
  const names = commits.map((statements) => functionName(place, statements));
  const rows = await connection.read(inspect(place, names));
  const present = (column: number) =>
    new Set(rows.map((row) => row[column]).filter((name) => typeof name === 'string'));
  return {
    distributed: present(1),
    functions: present(2),
    mayCreate: rows.some((row) => row[3] === 'true'),
  };
}

/** The statement that spreads a table's rows, by the id of their dataset, as another's are. */
function distribute(place: TablePlace, table: string, other: string): string {
  const column = table === TABLE_DATASETS ? 'id' : 'datasetId';
  return `SELECT create_distributed_table('${qualify(place, table)}', '${column}', colocate_with => '${qualify(place, other)}')`;
}

/** Distributes a table, unless somebody else does it at the same moment. */
async function distributeTable(
  connection: Connection,
  place: TablePlace,
  table: TABLE_NAMES,
  distributed: ReadonlySet<string>,
): Promise<void> {
  const other = TABLE_NAMES.find((name) => distributed.has(place.prefix + name)) ?? TABLE_DATASETS;
  const text = distribute(place, table, other);
  try {
    await connection.write([{ text, values: [] }]);
  } catch (cause) {
    const now = await readDistribution(connection, place, []);
    if (now.distributed.has(place.prefix + table)) return;
    const reason = `the table ${place.prefix}${table} is not distributed, as others are`;
    throw storageFailed('unchanged', {
      message: `Citus cannot write to all tables: ${reason}. On the coordinator, as their owner, run: ${text};`,
      details: { reason, statement: text },
      cause,
    });
  }
}

/** Asks the server for the types of all parameters of some statements. */
async function typesOf(connection: Connection, statements: Statements): Promise<string[]> {
  const name = `types_${randomUUID().replaceAll('-', '')}`;
  const steps = statements.flatMap(({ text }) =>
    [
      `PREPARE ${name} AS ${text}`,
      `SELECT array_to_string(parameter_types, ';') FROM pg_catalog.pg_prepared_statements
        WHERE name = '${name}'`,
      `DEALLOCATE ${name}`,
    ].map((step) => ({ text: step, values: [] })),
  );
  const results = await connection.write(steps);
  return results.flatMap(([row]) => (row === undefined ? [] : String(row[0]).split(';')));
}

async function createFunctions(
  connection: Connection,
  place: TablePlace,
  commits: readonly Statements[],
): Promise<void> {
  const beside = qualify(place, TABLE_DATASETS);
  const steps: string[] = [];
  for (const statements of commits) {
    const types = await typesOf(connection, statements);
    steps.push(
      createFunction(place, statements, types, COMMIT_LOCK_TIMEOUT_MS),
      `SELECT create_distributed_function('${signature(place, statements, types)}', '$1', colocate_with => '${beside}')`,
    );
  }
  await connection.write(steps.map((text) => ({ text, values: [] })));
}

/** How often somebody else may make the functions at the same moment. */
const MOST_ATTEMPTS = 10;

/**
 * Prepares what only Citus needs: distributes tables that an earlier release did not have where the
 * others are distributed, and makes the functions that commits call. A user who may
 * make no functions does without. Gives `null` where no table is distributed, which are left as they are.
 *
 * Throws `STORAGE_FAILED` with the statement to run where a table cannot be distributed.
 */
export async function prepareCitus(
  connection: Connection,
  place: TablePlace,
): Promise<StatementFunctions | null> {
  const commits = frequentCommits(nameTables(place));
  for (let attempts = 1; ; attempts += 1) {
    const { distributed, functions, mayCreate } = await readDistribution(
      connection,
      place,
      commits,
    );
    if (distributed.size === 0) return null;
    for (const table of TABLE_NAMES.filter((name) => !distributed.has(place.prefix + name))) {
      await distributeTable(connection, place, table, distributed);
    }
    const missing = commits.filter((each) => !functions.has(functionName(place, each)));
    if (missing.length === 0 || !mayCreate) return new StatementFunctions(place, functions);
    try {
      await createFunctions(connection, place, missing);
    } catch (error) {
      if (isForbidden(error)) return new StatementFunctions(place, functions);
      if (!isWorthChecking(error) || attempts === MOST_ATTEMPTS) throw error;
    }
  }
}

/** Whether the user lacks a privilege. */
function isForbidden(error: unknown): boolean {
  return error instanceof DatasetsError && error.details['sqlState'] === '42501';
}
