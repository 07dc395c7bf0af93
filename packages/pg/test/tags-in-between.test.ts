import { TABLE_DATASET_TAGS, TABLE_NAMES, VersionedDatasetsStorage } from '@mastra-datasets/core';
import type { DatasetRecord } from '@mastra-datasets/core';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { holdUp, untilHeldUp } from './held-up.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile();

/** Keeps everybody from a table until that is called which is given. */
async function lockTable(url: string, table: string): Promise<() => Promise<void>> {
  const gate = new pg.Client({ connectionString: url });
  await gate.connect();
  await gate.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
  return () => gate.end();
}

it('a tag of a dataset that is created and deleted meanwhile leaves nothing behind', async () => {
  const url = await server.createDatabase();
  const open = async () => {
    const storage = openStorage(url);
    await storage.init();
    return VersionedDatasetsStorage.primitivesOf(storage);
  };
  const [tagging, others] = [await open(), await open()];
  const fields = { description: null, metadata: null, inputSchema: null, attributes: null };
  const dataset: DatasetRecord = {
    ...{ id: 'given', name: 'given', ...fields, expectedOutputSchema: null, schemaRevision: null },
    ...{ version: 1_000, versionNumber: 0, createdAt: 1_000, updatedAt: 1_000 },
  };
  const wait = await holdUp(url, { event: 'INSERT', table: TABLE_DATASET_TAGS });
  const unlock = await lockTable(url, TABLE_DATASET_TAGS);
  onTestFinished(async () => {
    await Promise.all([wait(), unlock()]);
  });

  // It finds no dataset to lock, and waits then.
  const tag = { datasetId: dataset.id, tag: 'tag', version: dataset.version, createdAt: 2_000 };
  const tagged = tagging.putTag(tag, false, null);
  await untilHeldUp(server, url);
  await others.insertDataset(dataset, [], { author: null, message: null });
  await unlock();
  await untilHeldUp(server, url);
  const deleted = others.deleteDataset(dataset.id);
  await Promise.race([deleted, untilHeldUp(server, url, 2)]);
  await wait();
  await deleted;
  expect(await tagged).toEqual({ refused: 'commit' });
  for (const table of TABLE_NAMES) {
    expect(await server.query(`SELECT 1 FROM "${table}"`, databaseOf(url)), table).toEqual([]);
  }
});
