import { VersionedDatasetsStorage } from '@mastra-datasets/core';
import { emptyCommit, startSqld, type SqldServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';

let server: SqldServer;

beforeAll(async () => {
  server = await startSqld();
});

afterAll(() => server.stop());

function open(url: string): DatasetsLibSQL {
  const storage = new DatasetsLibSQL({ url });
  onTestFinished(() => storage.close());
  return storage;
}

describe.each(['httpUrl', 'wsUrl'] as const)('a change that others overtook (%s)', (protocol) => {
  it('keeps them from writing between its reads and its commit', async () => {
    const url = server[protocol];
    const ours = open(url);
    const theirs = open(url);
    const { id: datasetId } = await ours.createDataset({ name: 'contended' });
    await theirs.init();
    const primitives = VersionedDatasetsStorage.primitivesOf(ours);
    let theirAddition: Promise<unknown> | undefined;
    await primitives.hold?.(datasetId, async (held) => {
      const before = await held.findCommit(datasetId, { type: 'newest' });
      theirAddition = theirs.addItem({ datasetId, input: 'theirs' });
      // Long enough for an addition that nobody keeps waiting.
      for (let read = 0; read < 20; read += 1) await held.findDataset(datasetId);
      const result = await held.commit(emptyCommit(datasetId, 'ours', before?.version ?? 0));
      expect(result).toMatchObject({ number: 1 });
    });
    expect(await theirAddition).toMatchObject({ versionNumber: 2 });
    const commit = await primitives.findCommit(datasetId, { type: 'newest' });
    expect(commit).toMatchObject({ number: 2, added: 1 });
  });

  it('lets them write as soon as it fails', async () => {
    const url = server[protocol];
    const ours = open(url);
    const theirs = open(url);
    const { id: datasetId } = await ours.createDataset({ name: 'failing' });
    const primitives = VersionedDatasetsStorage.primitivesOf(ours);
    const failing = primitives.hold?.(datasetId, async (held) => {
      await held.findDataset(datasetId);
      throw new Error('The work has failed.');
    });
    await expect(failing).rejects.toThrow('The work has failed.');
    const { versionNumber } = await theirs.addItem({ datasetId, input: 'theirs' });
    expect(versionNumber).toBe(1);
    expect(await ours.addItem({ datasetId, input: 'ours' })).toMatchObject({ versionNumber: 2 });
  });
});
