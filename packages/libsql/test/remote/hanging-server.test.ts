import { createClient } from '@libsql/client';
import type { DatasetsError } from '@mastra-datasets/core';
import { startSqld, type SqldServer } from '@mastra-datasets/test-servers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';

let server: SqldServer;

beforeAll(async () => {
  server = await startSqld();
});

afterEach(() => {
  server.resume();
});

afterAll(async () => {
  await server.stop();
});

// Long enough for what a busy machine does before a server is suspended.
const requestTimeoutMs = 1_000;
const all = { page: 0, perPage: false } as const;

const OPENINGS: Record<string, () => DatasetsLibSQL> = {
  'over HTTP': () => new DatasetsLibSQL({ url: server.httpUrl, requestTimeoutMs }),
  'over WebSockets': () => new DatasetsLibSQL({ url: server.wsUrl, requestTimeoutMs }),
  "by a client of the caller's": () =>
    new DatasetsLibSQL({ client: createClient({ url: server.httpUrl }), requestTimeoutMs }),
};

describe.each(Object.entries(OPENINGS))('a server that hangs, asked %s', (_, open) => {
  it('fails every call in time, and says what may have been changed', async () => {
    const storage = open();
    const { id: datasetId } = await storage.createDataset({ name: 'hanging' });
    server.suspend();
    const [read, write] = await Promise.allSettled([
      storage.getDatasetById({ id: datasetId }),
      storage.addItem({ datasetId, input: 1, externalId: 'key' }),
    ]);
    const failed = { code: 'STORAGE_FAILED', retryable: false };
    expect(read).toMatchObject({ reason: { ...failed, details: { outcome: 'unchanged' } } });
    expect(write).toMatchObject({ reason: { ...failed, details: { outcome: 'unknown' } } });
    server.resume();
    await expect
      .poll(() => storage.addItem({ datasetId, input: 1, externalId: 'key', onConflict: 'skip' }))
      .toMatchObject({ input: 1 });
    expect((await storage.listItems({ datasetId, pagination: all })).items).toHaveLength(1);
    await storage.close();
  });

  it('keeps writes that queue from waiting for each other', async () => {
    const storage = open();
    await storage.init();
    server.suspend();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, () => storage.createDataset({ name: 'queued' })),
    );
    const codes = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? null : (outcome.reason as DatasetsError).code,
    );
    // A few may reach the server before it is known to hang: each of those waits for its answer.
    expect(codes[0]).toBe('STORAGE_FAILED');
    const busy = codes.filter((code) => code === 'STORAGE_BUSY');
    expect(busy.length).toBeGreaterThan(80);
    expect(codes.filter((code) => code === 'STORAGE_FAILED')).toHaveLength(100 - busy.length);
    await storage.close();
  });

  it('keeps close() waiting no longer than the calls under way', async () => {
    const storage = open();
    await storage.init();
    server.suspend();
    const read = storage.listDatasets({ pagination: all });
    const closing = storage.close();
    await expect(read).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await closing;
  });
});

it('calls over WebSockets that wait for their turn have it at the next connection', async () => {
  const storage = new DatasetsLibSQL({ url: server.wsUrl, requestTimeoutMs });
  const { id } = await storage.createDataset({ name: 'hanging' });
  server.suspend();
  // More than a client sends at a time.
  const calls = Array.from({ length: 30 }, () => storage.getDatasetById({ id }));
  const [first] = calls;
  const resumed = first?.catch(() => {
    server.resume();
  });
  const outcomes = await Promise.allSettled(calls);
  await resumed;
  expect(outcomes.at(-1)).toMatchObject({ value: { name: 'hanging' } });
  await storage.close();
});
