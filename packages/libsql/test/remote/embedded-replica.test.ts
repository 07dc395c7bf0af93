import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import type { DatasetItem } from '@mastra-datasets/core';
import { startSqld, type SqldServer } from '@mastra-datasets/test-servers';
import Driver from 'libsql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';

let server: SqldServer;
let folder: string;

beforeAll(async () => {
  server = await startSqld();
  folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('an embedded replica', () => {
  it('reads its own writes at once, and those of others after sync()', async () => {
    const direct = new DatasetsLibSQL({ url: server.httpUrl });
    const url = `file:${join(folder, 'replica.db')}`;
    const replica = new DatasetsLibSQL({ url, syncUrl: server.httpUrl });
    const { id: datasetId } = await replica.createDataset({ name: 'shared' });
    const own = await replica.addItem({ datasetId, input: 'own' });
    expect(await replica.getItemById({ id: own.id })).toStrictEqual(own);
    expect(await direct.getItemById({ id: own.id })).toStrictEqual(own);

    const other = await direct.addItem({ datasetId, input: 'of another process' });
    expect(await replica.getItemById({ id: other.id })).toBeNull();
    await replica.sync();
    expect(await replica.getItemById({ id: other.id })).toStrictEqual(other);
    await Promise.all([direct.close(), replica.close()]);
  });

  it('gives every version that has arrived exactly, while others write, and never goes back', async () => {
    const direct = new DatasetsLibSQL({ url: server.httpUrl });
    const url = `file:${join(folder, 'following.db')}`;
    const replica = new DatasetsLibSQL({ url, syncUrl: server.httpUrl });
    const { id: datasetId } = await direct.createDataset({ name: 'followed' });
    const snapshots = new Map<number, DatasetItem[]>();
    const progress = { isWriting: true };
    const writing = (async () => {
      for (let round = 0; round < 8; round += 1) {
        const items = Array.from({ length: 5 }, (_, index) => ({ input: { round, index } }));
        const [first] = await direct.addItems({ datasetId, items });
        const id = first?.id ?? '';
        const { version } = await direct.updateItem({ datasetId, id, input: 'edited' });
        snapshots.set(version.getTime(), await direct.getItemsByVersion({ datasetId, version }));
      }
    })().finally(() => {
      progress.isWriting = false;
    });
    let newest = new Date(0);
    let compared = 0;
    const compare = async () => {
      await replica.sync();
      const dataset = await replica.getDatasetById({ id: datasetId });
      if (dataset === null) return;
      expect(dataset.version.getTime()).toBeGreaterThanOrEqual(newest.getTime());
      newest = dataset.version;
      for (const [time, items] of snapshots) {
        const version = new Date(time);
        if (version > newest) continue;
        expect(await replica.getItemsByVersion({ datasetId, version })).toStrictEqual(items);
        snapshots.delete(time);
        compared += 1;
      }
      expect(await replica.verify({ datasetId })).toMatchObject({ problems: [] });
    };
    while (progress.isWriting) await compare();
    await writing;
    await compare();
    expect(compared).toBe(8);
    await Promise.all([direct.close(), replica.close()]);
  });

  it('reads from its file while the server is away, and writes again when it is back', async () => {
    const url = `file:${join(folder, 'offline.db')}`;
    const replica = new DatasetsLibSQL({ url, syncUrl: server.httpUrl, busyTimeoutMs: 0 });
    const { id: datasetId } = await replica.createDataset({ name: 'offline' });
    const item = await replica.addItem({ datasetId, input: 1 });
    await server.kill();
    expect(await replica.getItemById({ id: item.id })).toStrictEqual(item);
    await expect(replica.addItem({ datasetId, input: 2 })).rejects.toMatchObject({
      name: 'DatasetsError',
    });
    await server.start();
    const later = await replica.addItem({ datasetId, input: 3 });
    expect(await replica.getItemById({ id: later.id })).toStrictEqual(later);
    await replica.close();
  });

  it('whose file others hold says so, and never makes a change twice', async () => {
    const path = join(folder, 'held.db');
    const options = { url: `file:${path}`, syncUrl: server.httpUrl };
    const replica = new DatasetsLibSQL({ ...options, busyTimeoutMs: 0 });
    const direct = new DatasetsLibSQL({ url: server.httpUrl });
    const { id: datasetId } = await replica.createDataset({ name: 'held' });
    const other = new Driver(path);
    other.exec('BEGIN IMMEDIATE');
    // The server commits, and then the replica cannot store what it gets from there.
    await expect(replica.addItem({ datasetId, input: 'once' })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { outcome: 'unknown' },
    });
    await expect(replica.sync()).rejects.toMatchObject({
      code: 'STORAGE_BUSY',
      details: { outcome: 'unchanged' },
    });
    other.exec('ROLLBACK');
    other.close();
    const stored = await direct.getItemsByVersion({ datasetId, version: new Date() });
    expect(stored.map(({ input }) => input)).toEqual(['once']);
    await replica.sync();
    const versions = { datasetId, version: new Date() };
    expect(await replica.getItemsByVersion(versions)).toStrictEqual(stored);
    expect(await replica.verify({ datasetId })).toMatchObject({ problems: [] });
    await Promise.all([direct.close(), replica.close()]);
  });

  it('syncs as soon as others let go of its file', async () => {
    const path = join(folder, 'waiting.db');
    const client = createClient({ url: `file:${path}`, syncUrl: server.httpUrl });
    const replica = new DatasetsLibSQL({ client });
    const direct = new DatasetsLibSQL({ url: server.httpUrl });
    const { id: datasetId } = await replica.createDataset({ name: 'waiting' });
    const item = await direct.addItem({ datasetId, input: 'new' });
    const other = new Driver(path);
    other.exec('BEGIN IMMEDIATE');
    const sync = client.sync.bind(client);
    const calls = vi.spyOn(client, 'sync').mockImplementationOnce(async () => {
      try {
        return await sync();
      } finally {
        other.exec('ROLLBACK');
        other.close();
      }
    });
    await replica.sync();
    expect(calls).toHaveBeenCalledTimes(2);
    expect(await replica.getItemById({ id: item.id })).toStrictEqual(item);
    await Promise.all([direct.close(), replica.close()]);
    client.close();
  });

  it('is the only kind of database that can sync', async () => {
    const storage = new DatasetsLibSQL({ url: server.httpUrl });
    await expect(storage.sync()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await storage.close();
  });
});
