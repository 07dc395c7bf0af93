import { DatasetsError, storageFailed, TABLE_DATASETS, TABLE_NAMES } from '@mastra-datasets/core';
import { COMMIT_LOCK_TIMEOUT_MS, type Connection } from '../connection.js';
import { isWorthChecking } from '../races.js';
import type { Statement } from '../sql/statement.js';
import { textArray } from '../sql/text-array.js';
import { qualify, type TablePlace } from '../tables.js';
import { CommitFunction } from './commit-function.js';

/** Tables that Citus has spread over its machines. */
export interface CitusTables {
  /** What makes commits; `null` where there is none, and the user may make none. */
  readonly commitFunction: CommitFunction | null;
}

/** What Citus has made of our tables. */
interface Distribution {
  readonly distributed: ReadonlySet<string>;
  /** Whether a function is there that runs where the rows are. */
  readonly hasFunction: boolean;
  /** Whether the user may make functions here. */
  readonly mayCreate: boolean;
}

/** Reads which of our tables are distributed, and whether a function is along with them. */
function inspect({ place, name }: CommitFunction): Statement {
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
        ON f.pronamespace = n.oid AND f.proname = $3
          AND o.colocationid = p.colocationid
      WHERE n.nspname = $1`,
    values: [place.schema, textArray(tables), name],
  };
}

async function readDistribution(
  connection: Connection,
  commitFunction: CommitFunction,
): Promise<Distribution> {
  const rows = await connection.read(inspect(commitFunction));
  return {
    distributed: new Set(rows.map((row) => row[1]).filter((name) => typeof name === 'string')),
    hasFunction: rows.some((row) => row[2] !== null),
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
  commitFunction: CommitFunction,
  table: TABLE_NAMES,
  distributed: ReadonlySet<string>,
): Promise<void> {
  const { place } = commitFunction;
  const other = TABLE_NAMES.find((name) => distributed.has(place.prefix + name)) ?? TABLE_DATASETS;
  const text = distribute(place, table, other);
  try {
    await connection.write([{ text, values: [] }]);
  } catch (cause) {
    const now = await readDistribution(connection, commitFunction);
    if (now.distributed.has(place.prefix + table)) return;
    const reason = `the table ${place.prefix}${table} is not distributed, as others are`;
    throw storageFailed('unchanged', {
      message: `Citus cannot write to all tables: ${reason}. On the coordinator, as their owner, run: ${text};`,
      details: { reason, statement: text },
      cause,
    });
  }
}

async function createFunction(
  connection: Connection,
  { place, definition, signature }: CommitFunction,
): Promise<void> {
  const beside = qualify(place, TABLE_DATASETS);
  const distribution = `SELECT create_distributed_function('${signature}', '$1', colocate_with => '${beside}')`;
  await connection.write([definition, distribution].map((text) => ({ text, values: [] })));
}

/** How often somebody else may make the function at the same moment. */
const MOST_ATTEMPTS = 10;

/**
 * Prepares what only Citus needs: distributes tables that an earlier release did not have where the
 * others are distributed, and makes the function that commits call. A user who may make none does
 * without. Gives `null` where no table is distributed, which are left as they are.
 *
 * Throws `STORAGE_FAILED` with the statement to run where a table cannot be distributed.
 */
export async function prepareCitus(
  connection: Connection,
  place: TablePlace,
): Promise<CitusTables | null> {
  const commitFunction = new CommitFunction(place, COMMIT_LOCK_TIMEOUT_MS);
  for (let attempts = 1; ; attempts += 1) {
    const { distributed, hasFunction, mayCreate } = await readDistribution(
      connection,
      commitFunction,
    );
    if (distributed.size === 0) return null;
    for (const table of TABLE_NAMES.filter((name) => !distributed.has(place.prefix + name))) {
      await distributeTable(connection, commitFunction, table, distributed);
    }
    if (hasFunction) return { commitFunction };
    if (!mayCreate) return { commitFunction: null };
    try {
      await createFunction(connection, commitFunction);
    } catch (error) {
      if (isForbidden(error)) return { commitFunction: null };
      if (!isWorthChecking(error) || attempts === MOST_ATTEMPTS) throw error;
    }
  }
}

/** Whether the user lacks a privilege. */
function isForbidden(error: unknown): boolean {
  return error instanceof DatasetsError && error.details['sqlState'] === '42501';
}
