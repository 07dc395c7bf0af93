import { startSqld, type SqldServer } from '@mastra-datasets/test-servers';
import type { DatasetItem } from '@mastra-datasets/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';

let primary: SqldServer;
let replica: SqldServer;
let writer: DatasetsLibSQL;
let reader: DatasetsLibSQL;

beforeAll(async () => {
  primary = await startSqld();
  writer = new DatasetsLibSQL({ url: primary.httpUrl });
  await writer.init();
  replica = await startSqld({ primary });
  reader = new DatasetsLibSQL({ url: replica.httpUrl });
});

afterAll(async () => {
  await Promise.all([writer.close(), reader.close()]);
  await replica.stop();
  await primary.stop();
});

/** Later than everything: the newest version, read by a single statement. */
const LATER = new Date(8.64e15);

/** Writes version after version, and gives the items of each by its time. */
async function writeVersions(datasetId: string): Promise<Map<number, DatasetItem[]>> {
  const snapshots = new Map<number, DatasetItem[]>();
  const remember = async () => {
    const { version } = (await writer.getDatasetById({ id: datasetId })) ?? { version: LATER };
    snapshots.set(version.getTime(), await writer.getItemsByVersion({ datasetId, version }));
  };
  await remember();
  for (let round = 0; round < 30; round += 1) {
    const items = Array.from({ length: 5 }, (_, index) => ({ input: { round, index } }));
    const [first, second] = await writer.addItems({ datasetId, items });
    await remember();
    await writer.updateItem({ datasetId, id: first?.id ?? '', input: 'edited' });
    await remember();
    await writer.deleteItem({ datasetId, id: second?.id ?? '' });
    await remember();
  }
  return snapshots;
}

describe('reads on a replica of a server', () => {
  it('never see half of a commit, and in the end every version exactly', async () => {
    const { id: datasetId } = await writer.createDataset({ name: 'replicated' });
    const progress = { isWriting: true };
    const writing = writeVersions(datasetId).finally(() => {
      progress.isWriting = false;
    });
    const answers = new Set<string>();
    while (progress.isWriting) {
      const items = await reader.getItemsByVersion({ datasetId, version: LATER });
      answers.add(JSON.stringify(items));
    }
    const snapshots = await writing;
    const states = new Set([...snapshots.values()].map((items) => JSON.stringify(items)));
    expect([...answers].filter((answer) => !states.has(answer))).toEqual([]);

    for (const [time, items] of snapshots) {
      const version = new Date(time);
      await expect
        .poll(() => reader.getItemsByVersion({ datasetId, version }))
        .toStrictEqual(items);
    }
    const digest = await writer.snapshotDigest({ datasetId });
    await expect.poll(() => reader.snapshotDigest({ datasetId })).toBe(digest);
  });

  it('may write too: the replica passes that on', async () => {
    const { id: datasetId } = await reader.createDataset({ name: 'written on the replica' });
    const { id } = await reader.addItem({ datasetId, input: 1 });
    expect(await writer.getItemById({ id })).toMatchObject({ input: 1 });
    const updated = await reader.updateItem({ datasetId, id, input: 2 });
    expect(await writer.getItemById({ id })).toStrictEqual(updated);
    await expect.poll(() => reader.getItemById({ id })).toStrictEqual(updated);
  });
});
