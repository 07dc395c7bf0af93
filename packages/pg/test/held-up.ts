import type { PostgresServer } from '@mastra-datasets/test-servers';
import pg from 'pg';
import { expect, onTestFinished } from 'vitest';
import { databaseOf } from './test-server.js';

/** Which statements are held up. */
export interface HeldUp {
  readonly event: 'INSERT' | 'UPDATE' | 'DELETE' | 'INSERT OR UPDATE OR DELETE';
  readonly table: string;
}

/**
 * Lets statements wait at their end until that is called which is given. Each call of this makes a
 * gate of its own. No statement may be under way on the table.
 */
export async function holdUp(url: string, ...held: HeldUp[]): Promise<() => Promise<void>> {
  const gate = new pg.Client({ connectionString: url });
  await gate.connect();
  const name = held.map(({ event, table }) => `${event} ${table}`).join();
  const key = `hashtext('${name}')`;
  const wait = `"wait_${held.length}_${held[0]?.event}"`;
  const triggers = held.map(
    ({ event, table }) => `CREATE TRIGGER ${wait} AFTER ${event} ON "${table}"
      FOR EACH STATEMENT EXECUTE FUNCTION ${wait}()`,
  );
  await gate.query(`CREATE FUNCTION ${wait}() RETURNS trigger LANGUAGE plpgsql AS
      $$BEGIN
        PERFORM set_config('lock_timeout', '0', true);
        PERFORM pg_advisory_xact_lock_shared(${key});
        RETURN NULL;
      END$$;
    ${triggers.join(';')};
    SELECT pg_advisory_lock(${key})`);
  let isOpen = false;
  const letThrough = async () => {
    if (!isOpen) await gate.end();
    isOpen = true;
  };
  onTestFinished(letThrough);
  return letThrough;
}

/** Waits until so many statements are held up, or wait for what those have locked. */
export async function untilHeldUp(server: PostgresServer, url: string, count = 1): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  await expect.poll(() => server.query(waiting, databaseOf(url))).toHaveLength(count);
}

/** Waits until the server has done with all that it was given, whoever has given it up. */
export async function untilIdle(server: PostgresServer, url: string): Promise<void> {
  const busy = `SELECT 1 FROM pg_stat_activity WHERE state <> 'idle'
    AND pid <> pg_backend_pid() AND datname = current_database()`;
  await expect.poll(() => server.query(busy, databaseOf(url))).toEqual([]);
}
