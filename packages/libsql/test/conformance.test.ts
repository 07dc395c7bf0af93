import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { runDatasetsConformance } from '@mastra-datasets/conformance';
import type { Clock } from '@mastra-datasets/core';
import { afterAll } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';

const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
function newFile(): string {
  files += 1;
  return `file:${join(folder, `${String(files)}.db`)}`;
}

/** Remembers how each storage was made, so that it can be opened again. */
const urls = new WeakMap<object, string>();

function openFile(url: string, clock: Clock | undefined, tablePrefix: string): DatasetsLibSQL {
  const storage = new DatasetsLibSQL({ url, clock, tablePrefix });
  urls.set(storage, url);
  return storage;
}

runDatasetsConformance({
  name: 'DatasetsLibSQL in memory',
  create: ({ clock }) => Promise.resolve(new DatasetsLibSQL({ url: ':memory:', clock })),
});

for (const tablePrefix of ['', 'evaluation_']) {
  runDatasetsConformance({
    name: `DatasetsLibSQL in a file${tablePrefix === '' ? '' : ' with a table prefix'}`,
    create: ({ clock }) => Promise.resolve(openFile(newFile(), clock, tablePrefix)),
    reopen: async (storage) => {
      await storage.close();
      return openFile(urls.get(storage) ?? '', undefined, tablePrefix);
    },
  });
}

runDatasetsConformance({
  name: 'DatasetsLibSQL with the caller’s client',
  create: ({ clock }) => {
    const client = createClient({ url: newFile() });
    return Promise.resolve(new DatasetsLibSQL({ client, clock }));
  },
});
