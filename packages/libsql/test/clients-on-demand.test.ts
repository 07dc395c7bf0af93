import { expect, it, vi } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';

const loaded = vi.hoisted(() => vi.fn());

vi.mock('@libsql/client', async (importOriginal) => {
  loaded();
  return importOriginal();
});

it('a local database loads no library of clients', async () => {
  const storage = new DatasetsLibSQL({ url: ':memory:' });
  await storage.init();
  await storage.close();
  expect(loaded).not.toHaveBeenCalled();
});

it('a database elsewhere loads it once', async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    const storage = new DatasetsLibSQL({ url: 'http://127.0.0.1:1', busyTimeoutMs: 0 });
    await expect(storage.init()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await storage.close();
  }
  expect(loaded).toHaveBeenCalledOnce();
});
