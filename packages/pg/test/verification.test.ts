import {
  clockOfDistantCommits,
  DAMAGES,
  foundCodes,
  makeDatasetToDamage,
} from '@mastra-datasets/test-servers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DatasetsPG } from '../src/index.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile();
let url: string;
let storage: DatasetsPG;
let datasetId: string;

beforeEach(async () => {
  url = await server.createDatabase();
  storage = openStorage(url, { clock: clockOfDistantCommits() });
  datasetId = await makeDatasetToDamage(storage);
});

describe('verify', () => {
  it('finds nothing in what was not damaged', async () => {
    expect(await foundCodes(storage, datasetId)).toEqual([]);
  });

  it.each(DAMAGES)('finds $name', async ({ statement, codes }) => {
    await server.query(statement, databaseOf(url));
    expect(await foundCodes(storage, datasetId)).toEqual(codes);
  });
});
