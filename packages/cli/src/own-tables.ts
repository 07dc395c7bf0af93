import { TABLE_DATASETS } from '@mastra-datasets/core';

/**
 * Whether the database of a file has tables for datasets, with any prefix. Opening it as a store would
 * make them, which is not for a command that only looks. What is no database is left to the store,
 * which says what is wrong with it.
 */
export async function hasOwnTables(url: string): Promise<boolean> {
  const { createClient } = await import('@libsql/client');
  const client = createClient({ url });
  try {
    const { rows } = await client.execute({
      sql: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND lower(name) LIKE ? LIMIT 1",
      args: [`%${TABLE_DATASETS}`],
    });
    return rows.length > 0;
  } catch {
    return true;
  } finally {
    client.close();
  }
}
