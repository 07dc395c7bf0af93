import { TABLE_NAMES } from '@mastra-datasets/core';
import type { StoredRows } from '@mastra-datasets/test-servers';
import type { Pool } from 'pg';

const INTEGERS = /^-?\d+$/;

/** Reads all rows of all tables at one moment, integers as numbers. */
export async function readStoredRows(pool: Pool): Promise<StoredRows> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const entries: [string, Record<string, unknown>[]][] = [];
    for (const table of TABLE_NAMES) {
      const { rows } = await client.query<Record<string, unknown>>(
        `SELECT * FROM "${table}" ORDER BY 1, 2, 3`,
      );
      entries.push([table, rows.map(withNumbers)]);
    }
    await client.query('COMMIT');
    return Object.fromEntries(entries);
  } finally {
    client.release();
  }
}

function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'string' && INTEGERS.test(value) ? Number(value) : value,
    ]),
  );
}
