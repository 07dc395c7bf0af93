import { createClient } from '@libsql/client';
import { ManualClock } from '@mastra-datasets/conformance';
import { createItemId, JsonDocument, VersionedDatasetsStorage } from '@mastra-datasets/core';
import { expect, it, onTestFinished } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';
import { temporaryDatabase } from './temporary-database.js';

const LENGTH = 3_000;

const MINUTE_MS = 60_000;

const input = JsonDocument.fromText(JSON.stringify('question '.repeat(20)));

it('what killed imports leave is removed by the next one, and its room is used again', async () => {
  const url = await temporaryDatabase();
  const clock = new ManualClock();
  const storage = new DatasetsLibSQL({ url, clock, abandonedImportMs: 5 * MINUTE_MS });
  const client = createClient({ url });
  onTestFinished(async () => {
    client.close();
    await storage.close();
  });
  const { id: datasetId } = await storage.createDataset({ name: 'imported' });
  const { staging } = VersionedDatasetsStorage.primitivesOf(storage);

  /** Stores what an import stages that is killed before its commit. */
  const leave = async (importId: string) => {
    const items = Array.from({ length: LENGTH }, (_, index) => ({
      id: createItemId(datasetId),
      externalId: `item ${index}`,
      ...{ input, expectedOutput: null, context: null, splits: null, source: null },
      ...{ attributes: null, createdAt: null, mergedWith: null },
    }));
    await staging?.stage({ datasetId, importId }, clock.now(), items);
  };
  const numberIn = async (sql: string) => Number((await client.execute(sql)).rows[0]?.[0]);
  const countStaged = () => numberIn('SELECT count(*) FROM mastra_dataset_staged_items');
  const countPages = () => numberIn('PRAGMA page_count');

  await leave('killed 0');
  const pages = await countPages();
  for (let round = 1; round <= 3; round += 1) {
    clock.advance(4 * MINUTE_MS);
    await storage.importItems({ datasetId, items: [{ input: round }] });
    expect(await countStaged()).toBe(LENGTH);
    clock.advance(2 * MINUTE_MS);
    await storage.importItems({ datasetId, items: [{ input: round }] });
    expect(await countStaged()).toBe(0);
    await leave(`killed ${round}`);
    expect(await countPages()).toBeLessThan(pages * 1.1);
  }
});

it.each([0, 999, Number.NaN, '600000'])('a time of %s is refused', (abandonedImportMs) => {
  const options = { url: ':memory:', abandonedImportMs: abandonedImportMs as number };
  expect(() => new DatasetsLibSQL(options)).toThrow(/^abandonedImportMs: /);
});
