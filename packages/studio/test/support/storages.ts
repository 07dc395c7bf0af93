import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { DatasetsPG } from '@mastra-datasets/pg';
import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { afterAll, onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.js';

/** A kind of storage that the page has to work on. */
export interface StorageKind {
  readonly name: string;
  /** Opens an empty storage, which is closed after the test. */
  readonly open: () => Promise<VersionedDatasetsStorage>;
}

let server: Promise<PostgresServer> | undefined;

afterAll(async () => {
  const started = await server;
  await started?.stop();
});

function closedAfterTest<Storage extends VersionedDatasetsStorage>(storage: Storage): Storage {
  onTestFinished(() => storage.close());
  return storage;
}

/** A file, as most users have it. */
export const FILE: StorageKind = {
  name: 'a file',
  open: async () => {
    const file = join(await temporaryFolder(), 'datasets.db');
    return closedAfterTest(new DatasetsLibSQL({ url: pathToFileURL(file).href }));
  },
};

/** A server that starts with the first test that needs it, and ends after the tests of the file. */
const POSTGRESQL: StorageKind = {
  name: 'PostgreSQL',
  open: async () => {
    const started = await (server ??= startPostgres());
    return closedAfterTest(new DatasetsPG({ connectionString: await started.createDatabase() }));
  },
};

/** Every screen and flow is tried on both. */
export const STORAGES = [FILE, POSTGRESQL] as const;
