import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@mastra-datasets/core';
import { createClient } from '@libsql/client';
import { afterAll } from 'vitest';
import { DatasetsLibSQL, type LibSQLUrlOptions } from '../src/index.js';

/** How long storages wait for others, in milliseconds: on a busy machine, others may take long. */
const PATIENCE_MS = 60_000;

/** Makes storages in files of a folder that is removed after the tests. */
export async function fileConfiguration(options: Omit<LibSQLUrlOptions, 'url'> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const urls = new WeakMap<object, string>();
  let files = 0;

  const newUrl = () => {
    files += 1;
    return `file:${join(folder, `${files}.db`)}`;
  };

  const open = (url: string, clock?: Clock, busyTimeoutMs = PATIENCE_MS) => {
    const storage = new DatasetsLibSQL({ busyTimeoutMs, ...options, url, clock });
    urls.set(storage, url);
    return storage;
  };

  const urlOf = (storage: object) => {
    const url = urls.get(storage);
    if (url === undefined) throw new Error('This storage was not made here.');
    return url;
  };

  return {
    newUrl,
    create: ({ clock }: { clock?: Clock }) => Promise.resolve(open(newUrl(), clock)),
    reopen: async (storage: { close(): Promise<void> }) => {
      await storage.close();
      return open(urlOf(storage));
    },
    connect: (storage: object) => Promise.resolve(open(urlOf(storage))),
    busy: {
      create: () => Promise.resolve(open(newUrl(), undefined, 20)),
      hold: async (storage: object) => {
        const client = createClient({ url: urlOf(storage) });
        const transaction = await client.transaction('write');
        return async () => {
          await transaction.rollback();
          client.close();
        };
      },
    },
    createForeign: async () => {
      const url = newUrl();
      const client = createClient({ url });
      await client.execute(
        `CREATE TABLE ${options.tablePrefix ?? ''}mastra_datasets (id INTEGER PRIMARY KEY)`,
      );
      client.close();
      return open(url);
    },
  };
}
