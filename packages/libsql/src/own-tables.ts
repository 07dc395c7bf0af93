import Driver from 'libsql';
import { TABLE_DATASETS } from '@mastra-datasets/core';

/**
 * Whether a database file has tables for datasets. Opening it as a store would make them, which is not
 * for programs that only look. The file stays as it is.
 *
 * @param file the path of a file that exists.
 * @param options `tablePrefix` is what the names of the tables begin with; default: nothing.
 * @returns `true` also for what is no database: opening it as a store says what is wrong with it.
 */
export function hasDatasetTables(
  file: string,
  { tablePrefix = '' }: { readonly tablePrefix?: string | undefined } = {},
): boolean {
  const driver = new Driver(':memory:');
  try {
    // The driver lets go of a file that it opens itself only when garbage is collected, and the files
    // beside it would stay; one that is attached is let go when it is detached.
    driver.prepare('ATTACH ? AS looked_at').run([file]);
    try {
      const tables = driver
        .prepare(
          "SELECT 1 FROM looked_at.sqlite_master WHERE type = 'table' AND lower(name) = ? LIMIT 1",
        )
        .all([`${tablePrefix}${TABLE_DATASETS}`.toLowerCase()]);
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
