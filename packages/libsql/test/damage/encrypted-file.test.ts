import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { failureOf } from '../failure-of.js';
import { temporaryDatabase } from '../temporary-database.js';
import { fileOf } from './stored-dataset.js';

it('an encrypted file shows nothing, is refused without its key, and opens with it', async () => {
  const url = await temporaryDatabase();
  const secret = 'nobody may read this';
  const storage = new DatasetsLibSQL({ url, encryptionKey: 'right' });
  const { id: datasetId } = await storage.createDataset({ name: secret });
  const item = await storage.addItem({ datasetId, input: secret });
  for (const file of [fileOf(url), `${fileOf(url)}-wal`]) {
    const bytes = await readFile(file);
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.includes(secret)).toBe(false);
  }
  await storage.close();
  expect((await readFile(fileOf(url))).includes(secret)).toBe(false);

  for (const options of [{ url, encryptionKey: 'wrong' }, { url }]) {
    const stranger = new DatasetsLibSQL(options);
    expect(await failureOf(stranger.addItem({ datasetId, input: 1 }))).toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('encryptionKey') as string,
      details: { outcome: 'unchanged', sqlite: 'SQLITE_NOTADB' },
    });
    await stranger.close();
  }
  const owner = new DatasetsLibSQL({ url, encryptionKey: 'right' });
  expect(await owner.getItemById({ id: item.id })).toEqual(item);
  await owner.close();
});
