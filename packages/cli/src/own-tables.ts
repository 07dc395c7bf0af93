import { TABLE_DATASETS } from '@mastra-datasets/core';

/**
 * Whether a database file has tables for datasets, with any prefix. Opening it as a store would make
 * them, which is not for a command that only looks. What is no database is left to the store, which
 * says what is wrong with it.
 */
export async function hasOwnTables(file: string): Promise<boolean> {
  const { default: Driver } = await import('libsql');
  const driver = new Driver(':memory:');
  try {
    // The driver lets go of a file that it opens itself only when garbage is collected, and the files
    // beside it would stay; one that is attached is let go when it is detached.
    driver.prepare('ATTACH ? AS looked_at').run([file]);
    try {
      const tables = driver
        .prepare(
          "SELECT 1 FROM looked_at.sqlite_master WHERE type = 'table' AND lower(name) LIKE ? LIMIT 1",
        )
        .all([`%${TABLE_DATASETS}`]);
      return tables.length > 0;
    } finally {
      driver.exec('DETACH looked_at');
    }
  } catch {
    return true;
  } finally {
    driver.close();
  }
}
