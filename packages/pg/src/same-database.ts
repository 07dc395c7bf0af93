import { DatasetsError } from '@mastra-datasets/core';
import { Connection } from './connection.js';
import { sqlState } from './errors.js';
import type { DatasetsPGOptions } from './options.js';
import type { Statement } from './sql/statement.js';

/** What is used of another pool, such as one of `pg`. */
export interface QueryRunner {
  query(text: string): Promise<{ readonly rows: readonly unknown[] }>;
}

/** Names a database among all others: by the number of its cluster, and its own in there. */
const IDENTITY = `SELECT system_identifier::text || '/' ||
  (SELECT oid::text FROM pg_catalog.pg_database WHERE datname = current_database()) AS identity
  FROM pg_catalog.pg_control_system()`;

/** An unknown function or table, a missing right, and what a server does not support. */
const UNTOLD: ReadonlySet<string> = new Set(['42883', '42P01', '42501', '0A000']);

function identityIn(rows: readonly unknown[]): unknown {
  const [row] = rows;
  return typeof row === 'object' && row !== null ? Reflect.get(row, 'identity') : undefined;
}

async function ownIdentity(options: DatasetsPGOptions): Promise<unknown> {
  // A connection of its own, so that a storage that is never used has nothing to close.
  const connection = new Connection(options);
  connection.open();
  try {
    const statement: Statement = { text: IDENTITY, values: [] };
    const [row] = await connection.read(statement);
    return row?.[0];
  } finally {
    await connection.close();
  }
}

/** Whether a pool reaches the database that options name; `false` where the server does not tell. */
export async function isSameDatabase(
  options: DatasetsPGOptions,
  pool: QueryRunner,
): Promise<boolean> {
  try {
    const ours = await ownIdentity(options);
    const theirs = await pool.query(IDENTITY);
    return ours !== undefined && ours === identityIn(theirs.rows);
  } catch (error) {
    // Servers that only speak the protocol have no such function, and others may keep it from users.
    const cause = error instanceof DatasetsError ? error.cause : error;
    if (UNTOLD.has(sqlState(cause))) return false;
    throw error;
  }
}
