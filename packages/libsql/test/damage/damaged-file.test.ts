import { open, readFile, stat, truncate } from 'node:fs/promises';
import { DatasetsError } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { failureOf } from '../failure-of.js';
import { temporaryDatabase } from '../temporary-database.js';
import { storeDataset, type StoredDataset } from './stored-dataset.js';

const everything = { page: 0, perPage: false } as const;
const PAGE_SIZE = 4_096;

async function overwrite(file: string, place: number, content: Buffer): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(content, 0, content.length, place);
  await handle.close();
}

/** Overwrites every third page from the third on. */
async function overwritePages(file: string, byte: number): Promise<void> {
  const { size } = await stat(file);
  for (let place = 2 * PAGE_SIZE; place < size; place += 3 * PAGE_SIZE) {
    await overwrite(file, place, Buffer.alloc(PAGE_SIZE, byte));
  }
}

/** Calls methods that together read and write everything; gives what each rejects with. */
function failuresOf(storage: DatasetsLibSQL, { datasetId, items }: StoredDataset) {
  const [first] = items;
  const calls = [
    storage.getDatasetById({ id: datasetId }),
    storage.listItems({ datasetId, pagination: everything }),
    storage.getItemsByVersion({ datasetId, version: 1 }),
    storage.snapshotDigest({ datasetId, version: 1 }),
    storage.verify({ datasetId }),
    storage.updateItem({ datasetId, id: first?.id ?? '', input: 'new' }),
    storage.addItem({ datasetId, input: 'new' }),
  ];
  return Promise.all(calls.map(failureOf));
}

const DAMAGES: Readonly<Record<string, (file: string) => Promise<void>>> = {
  'cut in the middle': async (file) => truncate(file, Math.floor((await stat(file)).size / 2)),
  'cut to one page': (file) => truncate(file, PAGE_SIZE),
  'cut within the header': (file) => truncate(file, 50),
  'overwritten at the beginning': (file) => overwrite(file, 0, Buffer.from('garbage!')),
  'overwritten with zeros here and there': (file) => overwritePages(file, 0),
  'overwritten with garbage here and there': (file) => overwritePages(file, 0xa5),
};

describe('a damaged file', () => {
  it.each(Object.entries(DAMAGES))('%s says so, and is left as it is', async (_, damage) => {
    const stored = await storeDataset(await temporaryDatabase());
    await damage(stored.file);
    const before = await readFile(stored.file);
    const storage = new DatasetsLibSQL({ url: stored.url });
    const outcomes = await failuresOf(storage, stored);
    const failures = outcomes.filter((failure) => failure !== null);
    // What does not touch the damage may still be read.
    expect(failures.length).toBeGreaterThanOrEqual(outcomes.length - 1);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(DatasetsError);
      expect(failure).toMatchObject({
        code: 'STORAGE_FAILED',
        message: expect.stringMatching(
          /The database file is damaged|its beginning is damaged/,
        ) as string,
        details: {
          outcome: 'unchanged',
          sqlite: expect.stringMatching(/^SQLITE_(CORRUPT|NOTADB)$/) as string,
        },
      });
    }
    await storage.close();
    expect(before.equals(await readFile(stored.file))).toBe(true);
  });
});
