import type { NewDatasetItem } from '@mastra-datasets/core';
import type { PostgresServer } from '@mastra-datasets/test-servers';
import { expect } from 'vitest';

/** How many rows of some tables have been read, by table, when all connections have ended. */
export async function rowsRead(
  server: PostgresServer,
  database: string,
  tables: readonly string[],
): Promise<Record<string, number>> {
  // What a connection has done is counted for certain when it has ended.
  const others = `SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  await expect.poll(() => server.query(others, database)).toEqual([]);
  const names = tables.map((table) => `'${table}'`).join(', ');
  const rows = await server.query(
    `SELECT relname, (seq_tup_read + idx_tup_fetch)::int AS count
      FROM pg_stat_user_tables WHERE relname IN (${names})`,
    database,
  );
  return Object.fromEntries(rows.map(({ relname, count }) => [String(relname), Number(count)]));
}

/** Items with external ids, numbered from 0. */
export function numbered(count: number, input: (index: number) => unknown): NewDatasetItem[] {
  return Array.from({ length: count }, (_, index) => ({
    externalId: `item ${index}`,
    input: input(index),
  }));
}
