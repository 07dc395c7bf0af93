import { beforeEach, expect, it } from 'vitest';
import { databaseOf, openStorage, serverOfFile } from '../test-server.js';

const everything = { page: 0, perPage: false } as const;
const server = await serverOfFile({ settings: { synchronous_commit: 'on' } });

/** Names the replica that has to confirm every commit; an empty name for none. */
async function confirmBy(standby: string): Promise<void> {
  await server.query(`ALTER SYSTEM SET synchronous_standby_names = '${standby}'`);
  await server.query('SELECT pg_reload_conf()');
  await expect
    .poll(() => server.query('SHOW synchronous_standby_names'))
    .toEqual([{ synchronous_standby_names: standby }]);
}

beforeEach(() => confirmBy(''));

it.each(['pg_cancel_backend', 'pg_terminate_backend'])(
  'a commit whose wait for its replica ends by %s may or may not survive',
  async (end) => {
    const url = await server.createDatabase();
    const storage = openStorage(url);
    const { id: datasetId } = await storage.createDataset({ name: 'to be replicated' });
    await confirmBy('standby');
    const adding = storage.addItem({ datasetId, input: 1 }).catch((error: unknown) => error);
    const ended = `SELECT ${end}(pid) AS ended FROM pg_stat_activity
      WHERE datname = '${databaseOf(url)}' AND wait_event = 'SyncRep'`;
    await expect.poll(() => server.query(ended)).toEqual([{ ended: true }]);
    expect(await adding).toMatchObject({
      code: 'STORAGE_FAILED',
      retryable: false,
      details: { outcome: 'unknown' },
    });
    const { items } = await storage.listItems({ datasetId, pagination: everything });
    expect(items).toMatchObject([{ input: 1 }]);
  },
);
