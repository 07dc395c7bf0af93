import { createClient, type Client } from '@libsql/client';
import {
  clockOfDistantCommits,
  DAMAGES,
  foundCodes,
  makeDatasetToDamage,
} from '@mastra-datasets/test-servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';
import { temporaryDatabase } from './temporary-database.js';

let client: Client;
let storage: DatasetsLibSQL;
let datasetId: string;

beforeEach(async () => {
  const url = await temporaryDatabase();
  client = createClient({ url });
  storage = new DatasetsLibSQL({ url, clock: clockOfDistantCommits() });
  datasetId = await makeDatasetToDamage(storage);
});

afterEach(async () => {
  await storage.close();
  client.close();
});

describe('verify', () => {
  it('finds nothing in what was not damaged', async () => {
    expect(await foundCodes(storage, datasetId)).toEqual([]);
  });

  it.each(DAMAGES)('finds $name', async ({ statement, codes }) => {
    await client.execute(statement);
    expect(await foundCodes(storage, datasetId)).toEqual(codes);
  });
});
