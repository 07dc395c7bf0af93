import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Driver from 'libsql';
import { isBusy } from '../errors.js';
import { translateError } from '../failures.js';

/** What is used of another client, such as one of `@libsql/client`. */
export interface StatementRunner {
  execute(statement: { sql: string; args: string[] }): Promise<unknown>;
}

/** What the driver calls the database of the probe. The client's name for it begins so, too. */
const PROBE = 'mastra_datasets_lock_probe';

/**
 * Whether a client of a file and the driver of this package keep each other out where one of them
 * holds a lock. On POSIX systems two copies of SQLite in one process do not, and destroy files that
 * both have open: https://sqlite.org/howtocorrupt.html, section 2.2.1. It is tried on a database made
 * for that, beside `file`, which nothing touches.
 */
export async function keepsLocksWith(client: StatementRunner, file: string): Promise<boolean> {
  const folder = await mkdtemp(join(dirname(file), '.mastra-datasets-'));
  try {
    return await probe(client, folder);
  } catch (error) {
    throw translateError(error, 'read');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function probe(client: StatementRunner, folder: string): Promise<boolean> {
  const path = join(folder, 'probe.db');
  // A name of its own: a client that did not let go of an earlier probe still has that one.
  const name = `${PROBE}_${folder.slice(-6)}`;
  await client.execute({ sql: `ATTACH ? AS "${name}"`, args: [path] });
  const detach = () => client.execute({ sql: `DETACH "${name}"`, args: [] });
  let answer: boolean;
  try {
    // The lock of a write is kept then, without a transaction that others would end up in.
    await client.execute({ sql: `PRAGMA "${name}".locking_mode = EXCLUSIVE`, args: [] });
    await client.execute({ sql: `CREATE TABLE "${name}".locked (id INTEGER)`, args: [] });
    answer = isLocked(path);
  } catch (error) {
    // Whatever this fails with says less than what came before.
    await Promise.allSettled([detach()]);
    throw error;
  }
  await detach();
  return answer;
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
