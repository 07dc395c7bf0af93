import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetsStorage, VersionedDatasetsStorage } from '@mastra-datasets/core';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { makeSubject, MUTATIONS } from '@mastra-datasets/test-servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetsPG } from '../src/index.js';
import { openStorage, serverOfFile } from './test-server.js';

const everything = { page: 0, perPage: false } as const;
const server = await serverOfFile();
let folder: string;
let files: DatasetsLibSQL[];
let postgres: () => Promise<DatasetsPG>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
  files = [];
  postgres = async () => openStorage(await server.createDatabase());
});

afterEach(async () => {
  for (const file of files) await file.close();
  await rm(folder, { recursive: true, force: true });
});

function libsql(): DatasetsLibSQL {
  const file = new DatasetsLibSQL({ url: `file:${join(folder, `${files.length}.db`)}` });
  files.push(file);
  return file;
}

/** Makes a dataset with every kind of change in its history, and content that is easily lost. */
async function fill(storage: DatasetsStorage): Promise<string> {
  const subject = await makeSubject(storage);
  const { datasetId } = subject;
  const contents = [
    '\u0000',
    '\ud800',
    { b: 1, a: [1e300, 0.1], __proto__: null },
    null,
    '漢字 🎉',
  ];
  await storage.addItems({
    datasetId,
    items: contents.map((input) => ({ input, expectedOutput: input, context: { input } })),
    message: 'Hard to keep',
  });
  for (const name of ['addItems in several statements', 'purgeItem', 'updateDataset']) {
    await MUTATIONS[name]?.run(storage, subject);
  }
  await storage.restoreVersion({ datasetId, version: 'first' });
  return datasetId;
}

async function digestsOf(storage: DatasetsStorage, datasetId: string): Promise<string[]> {
  const { versions } = await storage.listVersions({ datasetId, pagination: everything });
  return Promise.all(versions.map(({ version }) => storage.snapshotDigest({ datasetId, version })));
}

async function expectEqual(left: DatasetsStorage, right: DatasetsStorage, datasetId: string) {
  const digests = await digestsOf(left, datasetId);
  expect(digests.length).toBeGreaterThan(5);
  expect(await digestsOf(right, datasetId)).toEqual(digests);
  for (const version of digests.keys()) {
    const expected = await left.getItemsByVersion({ datasetId, version });
    expect(await right.getItemsByVersion({ datasetId, version })).toStrictEqual(expected);
  }
  expect(await right.getDatasetById({ id: datasetId })).toEqual(
    await left.getDatasetById({ id: datasetId }),
  );
  expect(await right.listTags({ datasetId })).toEqual(await left.listTags({ datasetId }));
  expect((await right.verify({ datasetId })).problems).toEqual([]);
}

describe('copyDatasetTo', () => {
  it.each<[string, () => Promise<[VersionedDatasetsStorage, VersionedDatasetsStorage]>]>([
    ['from LibSQL to PostgreSQL', async () => [libsql(), await postgres()]],
    ['from PostgreSQL to LibSQL', async () => [await postgres(), libsql()]],
  ])('%s gives equal digests at every version', async (_, open) => {
    const [source, target] = await open();
    const datasetId = await fill(source);
    await source.copyDatasetTo(target, { datasetId });
    await expectEqual(source, target, datasetId);
    // What comes later follows, and both are written to as if nothing had happened.
    await source.addItem({ datasetId, input: 'later' });
    await source.copyDatasetTo(target, { datasetId });
    await expectEqual(source, target, datasetId);
    await target.addItem({ datasetId, input: 'later still' });
    expect((await target.verify({ datasetId })).problems).toEqual([]);
  });

  it('there and back again gives what it was', async () => {
    const [first, between, last] = [libsql(), await postgres(), libsql()];
    const datasetId = await fill(first);
    await first.copyDatasetTo(between, { datasetId });
    await between.copyDatasetTo(last, { datasetId });
    await expectEqual(first, last, datasetId);
  });
});
