import { createClient, type InStatement } from '@libsql/client';
import { startSqld, type SqldServer } from '@mastra-datasets/test-servers';
import type { DatasetItem } from '@mastra-datasets/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';

/** Together more than the 10 MB that a server puts into one answer. */
const ITEM_COUNT = 150;
const ITEM_LENGTH = 100_000;

const ALL = { page: 0, perPage: false } as const;

let server: SqldServer;
let storage: DatasetsLibSQL;

beforeAll(async () => {
  server = await startSqld();
  storage = new DatasetsLibSQL({ url: server.httpUrl });
});

afterAll(async () => {
  await storage.close();
  await server.stop();
});

function largeText(letter: string, length = ITEM_LENGTH): string {
  return letter.repeat(length);
}

async function makeLargeDataset(): Promise<{ datasetId: string; items: DatasetItem[] }> {
  const { id: datasetId } = await storage.createDataset({ name: 'large' });
  const given = Array.from({ length: ITEM_COUNT }, (_, index) => ({
    externalId: `item ${index}`,
    input: largeText(String(index % 10)),
  }));
  return { datasetId, items: await storage.addItems({ datasetId, items: given }) };
}

describe('an item that is larger than a row may be', () => {
  it('is the only one of its import that is refused', async () => {
    const { id: datasetId } = await storage.createDataset({ name: 'large rows' });
    const large = { input: largeText('a', 3_500_000), expectedOutput: largeText('b', 3_500_000) };
    const items = [{ input: 1 }, { input: 2 }, large, { input: 3 }];
    const refused: unknown[] = [];
    const result = await storage.importItems({
      datasetId,
      items,
      onRejected: ({ index, error }) => refused.push([index, error.code, error.details['path']]),
    });
    expect(result).toMatchObject({ added: 3, rejected: 1 });
    expect(refused).toStrictEqual([[2, 'INVALID_ARGUMENT', 'items[2]']]);
  });
});

describe('what is larger than a message over WebSockets', () => {
  it('is refused with the way out, and changes nothing', async () => {
    const overWebSockets = new DatasetsLibSQL({ url: server.wsUrl });
    const { id: datasetId } = await overWebSockets.createDataset({ name: 'over WebSockets' });
    const items = Array.from({ length: 16 }, () => ({ input: largeText('w', 1_000_000) }));
    await expect(overWebSockets.addItems({ datasetId, items })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('http:') as string,
    });
    await overWebSockets.addItems({ datasetId, items: items.slice(0, 14) });
    await storage.addItems({ datasetId, items });
    expect(await overWebSockets.verify({ datasetId })).toMatchObject({ items: 30, problems: [] });
    await overWebSockets.close();
  });
});

describe('what is larger than an answer of a server', () => {
  it('is read in parts: snapshots, lists, items, histories', async () => {
    const { datasetId, items } = await makeLargeDataset();
    const newestFirst = items.toReversed();
    const version = newestFirst[0]?.version ?? new Date(0);
    expect(await storage.getItemsByVersion({ datasetId, version })).toStrictEqual(newestFirst);
    const list = await storage.listItems({ datasetId, pagination: { page: 0, perPage: 140 } });
    expect(list.items).toStrictEqual(newestFirst.slice(0, 140));
    expect(list.pagination).toMatchObject({ total: ITEM_COUNT, hasMore: true });
    const rest = await storage.listItems({ datasetId, pagination: { page: 1, perPage: 20 } });
    expect(rest.items).toStrictEqual(newestFirst.slice(20, 40));
    const ids = items.map(({ id }) => id);
    const found = await storage.listItems({ datasetId, ids, pagination: ALL });
    expect(found.items).toStrictEqual(newestFirst);
    expect(await storage.verify({ datasetId })).toMatchObject({ items: ITEM_COUNT, problems: [] });
  });

  /** A storage that does something else after each part of a large answer. */
  async function openReader(afterPart: (parts: number) => Promise<unknown>) {
    const client = createClient({ url: server.httpUrl });
    onTestFinished(() => {
      client.close();
    });
    const reader = new DatasetsLibSQL({ client });
    await reader.init();
    const execute = client.execute.bind(client);
    let parts = 0;
    client.execute = async (statement: InStatement) => {
      const result = await execute(statement);
      // The server refuses whole answers, so what holds many of the items is a part.
      if (result.rows.length <= 10) return result;
      parts += 1;
      await afterPart(parts);
      return result;
    };
    return reader;
  }

  it('is read in parts of one version, though others write between them', async () => {
    const { datasetId, items } = await makeLargeDataset();
    let written = 0;
    const reader = await openReader(async (parts) => {
      written = parts;
      await storage.updateItem({ datasetId, id: items[parts]?.id ?? '', input: 'after a part' });
    });
    const version = new Date(8.64e15);
    const snapshot = await reader.getItemsByVersion({ datasetId, version });
    expect(written).toBeGreaterThan(1);
    expect(snapshot).toStrictEqual(items.toReversed());
  });

  it('is read as nothing when the dataset is deleted between the parts', async () => {
    const { datasetId } = await makeLargeDataset();
    const reader = await openReader(() => storage.deleteDataset({ id: datasetId }));
    expect(await reader.getItemsByVersion({ datasetId, version: new Date() })).toStrictEqual([]);
  });

  it('is updated in one version all the same', async () => {
    const { datasetId, items } = await makeLargeDataset();
    const updated = await storage.updateItems({
      datasetId,
      items: items.map(({ id }) => ({ id, input: largeText('x') })),
    });
    expect(updated).toHaveLength(ITEM_COUNT);
    const version = updated[0]?.version ?? new Date(0);
    const snapshot = await storage.getItemsByVersion({ datasetId, version });
    expect(snapshot).toStrictEqual(updated.toReversed());
    const { versions } = await storage.listVersions({ datasetId, pagination: ALL });
    expect(versions).toMatchObject([{ updated: ITEM_COUNT }, { added: ITEM_COUNT }, { number: 0 }]);
    const diff = await storage.diffVersions({ datasetId, from: 1, to: 2 });
    expect(diff.summary).toStrictEqual({ added: 0, updated: ITEM_COUNT, deleted: 0 });
    expect(await storage.verify({ datasetId })).toMatchObject({ problems: [] });
  });

  it('is read in parts: the states of one item', async () => {
    const { id: datasetId } = await storage.createDataset({ name: 'one item' });
    const { id } = await storage.addItem({ datasetId, input: 0 });
    for (let round = 0; round < 12; round += 1) {
      await storage.updateItem({ datasetId, id, input: largeText('y', 1_000_000) });
    }
    const states = await storage.getItemHistory({ id });
    expect(states).toHaveLength(13);
    expect(states.at(-1)).toMatchObject({ item: { input: 0 }, endedBy: 'update' });
  });

  it('is read in parts: datasets and versions', async () => {
    const description = largeText('d');
    const made: string[] = [];
    for (let index = 0; index < 120; index += 1) {
      made.unshift((await storage.createDataset({ name: `${index}`, description })).id);
    }
    const { datasets } = await storage.listDatasets({ pagination: ALL });
    expect(datasets.slice(0, made.length).map(({ id }) => id)).toStrictEqual(made);

    const { id: datasetId } = await storage.createDataset({ name: 'talkative' });
    const message = largeText('m', 10_000);
    for (let index = 0; index < 1_100; index += 1) {
      await storage.addItems({ datasetId, items: [{ input: index }], message });
    }
    const { versions } = await storage.listVersions({ datasetId, pagination: ALL });
    expect(versions.map(({ number }) => number)).toStrictEqual(
      Array.from({ length: 1_101 }, (_, index) => 1_100 - index),
    );
  });
});
