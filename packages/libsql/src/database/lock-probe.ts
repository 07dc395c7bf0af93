import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Driver from 'libsql';
import { isBusy } from '../errors.js';

/** What is used of another client, such as one of `@libsql/client`. */
export interface StatementRunner {
  execute(statement: { sql: string; args: string[] }): Promise<unknown>;
}

/** What the client and the driver call the database of the probe. */
const PROBE = 'mastra_datasets_lock_probe';

/**
 * Whether a client of a file and the driver of this package keep each other out where one of them
 * holds a lock. On POSIX systems two copies of SQLite in one process do not, and destroy files that
 * both have open: https://sqlite.org/howtocorrupt.html, section 2.2.1. It is tried on a database made
 * for that, beside `file`, which nothing touches.
 */
export async function keepsLocksWith(client: StatementRunner, file: string): Promise<boolean> {
  const folder = await mkdtemp(join(dirname(file), '.mastra-datasets-'));
  const path = join(folder, 'probe.db');
  try {
    await client.execute({ sql: `ATTACH ? AS ${PROBE}`, args: [path] });
    try {
      // The lock of a write is kept then, without a transaction that others would end up in.
      await client.execute({ sql: `PRAGMA ${PROBE}.locking_mode = EXCLUSIVE`, args: [] });
      await client.execute({ sql: `CREATE TABLE ${PROBE}.locked (id INTEGER)`, args: [] });
      return isLocked(path);
    } finally {
      await client.execute({ sql: `DETACH ${PROBE}`, args: [] });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a lock keeps the driver from reading a database. */
function isLocked(path: string): boolean {
  const driver = new Driver(':memory:', { timeout: 0 });
  try {
    driver.prepare(`ATTACH ? AS ${PROBE}`).run([path]);
    driver.exec(`SELECT count(*) FROM ${PROBE}.sqlite_master; DETACH ${PROBE}`);
    return false;
  } catch (error) {
    // An encrypted client encrypts the probe, too: who comes to see that has passed the lock.
    return isBusy(error);
  } finally {
    driver.close();
  }
}
