import { TABLE_DATASET_VERSIONS } from '@mastra-datasets/core';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { holdUp, untilHeldUp, untilIdle } from './held-up.js';
import { Relay } from './relay.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const SECRET = 'secret';
const server = await serverOfFile();
let url: string;

beforeEach(async () => {
  url = await server.createDatabase();
  await openStorage(url).init();
});

async function makeSource() {
  const storage = openStorage(url);
  const { id: datasetId } = await storage.createDataset({ name: 'source' });
  const { id } = await storage.addItem({ datasetId, input: SECRET });
  await storage.addItem({ datasetId, input: 'harmless' });
  return { storage, datasetId, id };
}

/** Every input that is stored in any dataset. */
async function storedInputs(): Promise<string> {
  const items = `SELECT input FROM mastra_dataset_items`;
  return JSON.stringify(await server.query(items, databaseOf(url)));
}

it('a fork whose connection breaks while it is stored holds nothing purged meanwhile', async () => {
  const { storage, datasetId, id } = await makeSource();
  const relay = new Relay(server.port);
  await relay.listen();
  onTestFinished(() => relay.close());
  const forking = openStorage(relay.urlOf(databaseOf(url)));
  await forking.init();
  const letThrough = await holdUp(url, { event: 'INSERT', table: TABLE_DATASET_VERSIONS });
  const fork = forking.forkDataset({ datasetId, name: 'fork' });
  await untilHeldUp(server, url);
  await storage.purgeItem({ datasetId, id, keep: true });
  relay.leadTo(server.port);
  await expect(fork).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  await letThrough();
  await untilIdle(server, url);
  expect(await storedInputs()).not.toContain(SECRET);
});

it('a fork that meets a purge is made without what was purged', async () => {
  const { storage, datasetId, id } = await makeSource();
  const letThrough = await holdUp(url, { event: 'INSERT', table: TABLE_DATASET_VERSIONS });
  const forking = openStorage(url).forkDataset({ datasetId, name: 'fork' });
  await untilHeldUp(server, url);
  await storage.purgeItem({ datasetId, id, keep: true });
  await letThrough();
  const fork = await forking;
  const items = await storage.getItemsByVersion({ datasetId: fork.id, version: new Date() });
  expect(items.map(({ input }) => input)).toStrictEqual(['harmless']);
  expect(await storedInputs()).not.toContain(SECRET);
});

it('a fork of a dataset that is deleted meanwhile is refused', async () => {
  const { storage, datasetId } = await makeSource();
  const letThrough = await holdUp(url, { event: 'INSERT', table: TABLE_DATASET_VERSIONS });
  const forking = openStorage(url).forkDataset({ datasetId, name: 'fork' });
  await untilHeldUp(server, url);
  await storage.deleteDataset({ id: datasetId });
  await letThrough();
  await expect(forking).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
  expect(await storedInputs()).toBe('[]');
});
