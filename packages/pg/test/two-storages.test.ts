import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DatasetsPG } from '../src/index.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile();
const url = await server.createDatabase();
let ours: DatasetsPG;
let datasetId: string;

beforeEach(async () => {
  ours = openStorage(url);
  ({ id: datasetId } = await ours.createDataset({ name: 'shared' }));
});

/** Resolves when a transaction waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  await expect
    .poll(() => server.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`))
    .not.toEqual([]);
}

async function holdLock(): Promise<pg.Client> {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM mastra_datasets WHERE id = $1 FOR UPDATE', [datasetId]);
  return holder;
}

describe('two storages on one database', () => {
  it('all get their commits in, each with a version of its own', async () => {
    const storages = Array.from({ length: 8 }, () => openStorage(url));
    const writes = storages.map(async (storage, writer) => {
      for (let round = 0; round < 20; round += 1) {
        await storage.addItem({ datasetId, input: `${writer}/${round}` });
      }
    });
    await Promise.all(writes);
    const report = await ours.verify({ datasetId });
    expect(report).toMatchObject({ items: 160, commits: 161, problems: [] });
  });

  it('give a commit that had to wait no version of before the wait', async () => {
    const holder = await holdLock();
    const adding = ours.addItem({ datasetId, input: 1 });
    await untilSomebodyWaits();
    const whileWaiting = new Date();
    await holder.query('ROLLBACK');
    await holder.end();
    const item = await adding;
    expect(item.version.getTime()).toBeGreaterThanOrEqual(whileWaiting.getTime());
  });

  it('leave no tag of a dataset that one of them deletes', async () => {
    const { version } = await ours.addItem({ datasetId, input: 1 });
    const holder = await holdLock();
    const tagging = expect(
      ours.tagVersion({ datasetId, version, tag: 'late' }),
    ).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    await untilSomebodyWaits();
    await holder.query('DELETE FROM mastra_dataset_versions WHERE "datasetId" = $1', [datasetId]);
    await holder.query('DELETE FROM mastra_datasets WHERE id = $1', [datasetId]);
    await holder.query('COMMIT');
    await holder.end();
    await tagging;
    expect(await server.query('SELECT 1 FROM mastra_dataset_tags', databaseOf(url))).toEqual([]);
  });

  it('that wait too long give STORAGE_BUSY, having changed nothing', async () => {
    const impatient = openStorage(url, { lockTimeoutMs: 0 });
    await impatient.init();
    const holder = await holdLock();
    const writes = [
      impatient.addItem({ datasetId, input: 1 }),
      impatient.updateDataset({ id: datasetId, name: 'new' }),
      impatient.deleteDataset({ id: datasetId }),
    ];
    const busy = {
      code: 'STORAGE_BUSY',
      retryable: true,
      details: { outcome: 'unchanged' },
    };
    await Promise.all(writes.map((write) => expect(write).rejects.toMatchObject(busy)));
    await holder.query('ROLLBACK');
    await holder.end();
    const item = await impatient.addItem({ datasetId, input: 2 });
    const snapshot = await impatient.getItemsByVersion({ datasetId, version: item.version });
    expect(snapshot).toEqual([item]);
  });
});
