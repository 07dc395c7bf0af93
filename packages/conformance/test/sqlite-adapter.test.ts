import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@mastra-datasets/core';
import { afterAll } from 'vitest';
import { DatasetsSQLite } from '../examples/sqlite/storage.js';
import { runDatasetsConformance } from '../src/index.js';

const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const files = new WeakMap<object, string>();
let count = 0;

function open(file: string, clock?: Clock): DatasetsSQLite {
  const storage = new DatasetsSQLite({ file, clock });
  files.set(storage, file);
  return storage;
}

function fileOf(storage: object): string {
  const file = files.get(storage);
  if (file === undefined) throw new Error('This storage was not made here.');
  return file;
}

runDatasetsConformance({
  name: 'example adapter for SQLite',
  model: { runs: 50 },
  create: ({ clock }) => {
    count += 1;
    return Promise.resolve(open(join(folder, `${count}.db`), clock));
  },
  reopen: async (storage) => {
    await storage.close();
    return open(fileOf(storage));
  },
  connect: (storage) => Promise.resolve(open(fileOf(storage))),
});
