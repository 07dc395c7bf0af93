import {
  startPostgres,
  type PostgresServer,
  type PostgresServerOptions,
} from '@mastra-datasets/test-servers';
import { afterAll, onTestFinished } from 'vitest';
import { DatasetsPG, type PostgresUrlOptions } from '../src/index.js';

/** The name of the database in an address. */
export function databaseOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

/** A server for the tests of a file. */
export async function serverOfFile(options?: PostgresServerOptions): Promise<PostgresServer> {
  const server = await startPostgres(options);
  afterAll(() => server.stop());
  return server;
}

/** Opens a storage that is closed after the test. */
export function openStorage(
  connectionString: string,
  options: Omit<PostgresUrlOptions, 'connectionString'> = {},
): DatasetsPG {
  const storage = new DatasetsPG({ connectionString, ...options });
  onTestFinished(() => storage.close());
  return storage;
}
