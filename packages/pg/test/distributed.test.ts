import { createId } from '@mastra-datasets/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatasetsPG } from '../src/index.js';
import { Relay } from './relay.js';
import { databaseOf, serverOfFile } from './test-server.js';

const server = await serverOfFile();
let relay: Relay;
let url: string;
let storage: DatasetsPG;
let datasetId: string;

beforeAll(async () => {
  url = await server.createDatabase();
  relay = new Relay(server.port);
  await relay.listen();
});

afterAll(async () => {
  await storage.close();
  await relay.close();
});

beforeEach(async () => {
  const connectionString = relay.urlOf(databaseOf(url));
  storage = new DatasetsPG({ connectionString, distributed: true, preparedStatements: false });
  ({ id: datasetId } = await storage.createDataset({ name: 'far away' }));
});

/** The statements that a read takes, and whether each names the dataset. */
async function namesDataset(read: () => Promise<unknown>): Promise<boolean[]> {
  const exchanges = await relay.exchangesOf(read);
  return exchanges.flat().map((text) => text.includes(`"datasetId" = $1`));
}

describe('a read by nothing but an item’s id, where rows are spread over machines', () => {
  it('asks all machines once for each dataset, and then one', async () => {
    const items = await storage.addItems({ datasetId, items: [{ input: 1 }, { input: 2 }] });
    const [first, second] = items.map(({ id }) => ({ id }));
    expect(await namesDataset(() => storage.getItemById(first ?? { id: '' }))).toEqual([false]);
    expect(await namesDataset(() => storage.getItemById(second ?? { id: '' }))).toEqual([true]);
    expect(await namesDataset(() => storage.getItemHistory(first ?? { id: '' }))).toEqual([true]);
    expect(await storage.getItemById(second ?? { id: '' })).toEqual(items[1]);
    expect(
      await storage.getItemById({ ...(first ?? { id: '' }), version: items[0]?.version }),
    ).toEqual(items[0]);
  });

  it('asks all machines once for an item that is nowhere', async () => {
    const { id: ours } = await storage.addItem({ datasetId, input: 1 });
    const read = () => storage.getItemById({ id: createId() });
    expect(await namesDataset(read)).toEqual([false]);
    await storage.getItemById({ id: ours });
    const missing = { id: `${createId().slice(0, -8)}${datasetId.slice(-8)}` };
    expect(await namesDataset(() => storage.getItemById(missing))).toEqual([true, false]);
  });

  it('finds items of datasets that end alike', async () => {
    const twin = `${createId().slice(0, -8)}${datasetId.slice(-8)}`;
    const ours = await storage.addItem({ datasetId, input: 'ours' });
    expect(await storage.getItemById({ id: ours.id })).toEqual(ours);
    await server.query(
      `INSERT INTO mastra_datasets SELECT '${twin}', name, description, metadata, version,
        "createdAt", "updatedAt" FROM mastra_datasets WHERE id = '${datasetId}';
      INSERT INTO mastra_dataset_versions SELECT '${twin}', version, number, added, updated,
        deleted, purged, "itemCount", message
        FROM mastra_dataset_versions WHERE "datasetId" = '${datasetId}'`,
      databaseOf(url),
    );
    const theirs = await storage.addItem({ datasetId: twin, input: 'theirs' });
    expect(theirs.id.slice(-8)).toBe(ours.id.slice(-8));
    // Known from before the twin was there, and looked up now.
    expect(await storage.getItemById({ id: theirs.id })).toEqual(theirs);
    const other = new DatasetsPG({ connectionString: url, distributed: true });
    expect(await other.getItemById({ id: theirs.id })).toEqual(theirs);
    expect(await other.getItemById({ id: ours.id })).toEqual(ours);
    await other.close();
  });

  it('finds items whose id says nothing, and no item where there is none', async () => {
    const item = await storage.addItem({ datasetId, input: 'from elsewhere' });
    const id = createId();
    await server.query(
      `UPDATE mastra_dataset_items SET id = '${id}' WHERE id = '${item.id}'`,
      databaseOf(url),
    );
    expect(await storage.getItemById({ id })).toEqual({ ...item, id });
    expect(await storage.getItemById({ id: item.id })).toBeNull();
    expect(await storage.getItemById({ id: createId() })).toBeNull();
  });
});
