import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { programOf } from '@mastra-datasets/test-servers/programs';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
let url: string;
let datasetId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
  url = `file:${join(folder, 'held.db')}`;
  const storage = new DatasetsLibSQL({ url });
  ({ id: datasetId } = await storage.createDataset({ name: 'held' }));
  await storage.close();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Lets another process take the write lock. */
async function holdLock(): Promise<ChildProcess> {
  const source = fileURLToPath(new URL('lock-holder.ts', import.meta.url));
  const child = fork(await programOf(source), [url], { execArgv: [] });
  await once(child, 'message');
  return child;
}

it('a lock of another process is waited for, up to the limit', async () => {
  const impatient = new DatasetsLibSQL({ url, busyTimeoutMs: 50 });
  const patient = new DatasetsLibSQL({ url, busyTimeoutMs: 3_600_000 });
  await Promise.all([impatient.init(), patient.init()]);
  const holder = await holdLock();

  let isPatientDone = false;
  const waiting = patient.addItem({ datasetId, input: 'patient' }).finally(() => {
    isPatientDone = true;
  });
  const refused = await impatient
    .addItem({ datasetId, input: 'impatient' })
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 'STORAGE_BUSY',
    retryable: true,
    details: { outcome: 'unchanged' },
  });
  expect(await impatient.getDatasetById({ id: datasetId })).toMatchObject({ name: 'held' });
  expect(isPatientDone).toBe(false);

  holder.send('let go');
  const item = await waiting;
  const again = await impatient.addItem({ datasetId, input: 'impatient' });
  const { version } = again;
  expect(await patient.getItemsByVersion({ datasetId, version })).toEqual([again, item]);
  await Promise.all([impatient.close(), patient.close()]);
});

it('a process that dies while it holds the lock hinders nobody', async () => {
  const storage = new DatasetsLibSQL({ url, busyTimeoutMs: 3_600_000 });
  const holder = await holdLock();
  const waiting = storage.addItem({ datasetId, input: 1 });
  holder.kill('SIGKILL');
  const item = await waiting;
  expect(await storage.getItemById({ id: item.id })).toEqual(item);
  await storage.close();
});
