import { createClient, type Client } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { temporaryDatabase } from '../temporary-database.js';

let client: Client;
let storage: DatasetsLibSQL;
let datasetId: string;
let id: string;

beforeEach(async () => {
  const url = await temporaryDatabase();
  client = createClient({ url });
  storage = new DatasetsLibSQL({ url });
  ({ id: datasetId } = await storage.createDataset({ name: 'damaged' }));
  ({ id } = await storage.addItem({ datasetId, input: 1 }));
});

afterEach(async () => {
  await storage.close();
  client.close();
});

const HISTORY = 'mastra_dataset_item_history';
const VERSIONS = 'mastra_dataset_versions';

const DAMAGES: Record<string, string> = {
  'whose newest commit is gone': `DELETE FROM ${VERSIONS} WHERE "number" = 1`,
  'whose item has a former state of the same version': `INSERT INTO ${HISTORY}
    ("id", "datasetId", "version", "input", "createdAt", "updatedAt", "validTo")
    SELECT "id", "datasetId", "version", "input", "createdAt", "updatedAt", "version" + 1
    FROM mastra_dataset_items`,
  'where the number of the next commit is taken': `INSERT INTO ${VERSIONS}
    SELECT "datasetId", "version" - 1000000, 2, 0, 0, 0, 0, 0, NULL, NULL FROM ${VERSIONS}
    WHERE "number" = 1`,
};

describe.each(Object.entries(DAMAGES))('a dataset %s', (_, statement) => {
  it('takes no change, and says that it is damaged', async () => {
    await client.execute(statement);
    const damaged = {
      code: 'STORAGE_FAILED',
      retryable: false,
      message: expect.stringContaining('verify()') as unknown,
      details: { datasetId, outcome: 'unchanged' },
    };
    await expect(storage.updateItem({ datasetId, id, input: 2 })).rejects.toMatchObject(damaged);
    await expect(storage.purgeItem({ datasetId, id })).rejects.toMatchObject(damaged);
    expect((await storage.verify({ datasetId })).problems).not.toEqual([]);
  });
});
