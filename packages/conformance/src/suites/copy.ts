import { storageBusy, VersionedDatasetsStorage, type DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it, vi } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { trapValues } from '../fuzz/values.js';
import {
  ALL,
  UNKNOWN_ID,
  allVersions,
  at,
  currentVersion,
  makeDataset,
  present,
} from '../fixtures.js';

function versioned(storage: DatasetsStorage): VersionedDatasetsStorage {
  if (storage instanceof VersionedDatasetsStorage) return storage;
  throw new Error('Only versioned storages copy.');
}

/** A dataset with every kind of change in its history. */
async function makeHistory(storage: DatasetsStorage): Promise<string> {
  const { id: source } = await storage.createDataset({ name: 'source' });
  const given = [
    { externalId: 'kept', input: { b: 1, a: [null, 'text'] }, expectedOutput: null },
    { externalId: 'edited', input: 2, context: { language: 'en' } },
    { externalId: 'secret', input: 'secret' },
    { externalId: 'gone', input: 'gone' },
  ];
  await storage.addItems({ datasetId: source, items: given, message: 'Import' });
  const schemas = { inputSchema: { type: ['object', 'number', 'string'] } };
  const fork = await storage.forkDataset({ datasetId: source, name: 'fork' });
  const datasetId = fork.id;
  await storage.updateDataset({ id: datasetId, metadata: { owner: 'me' }, ...schemas });
  const id = async (externalId: string) =>
    present(await storage.getItemByExternalId({ datasetId, externalId })).id;
  const secret = await id('secret');
  await storage.updateItem({ datasetId, id: await id('edited'), context: null });
  await storage.tagVersion({ datasetId, version: 1, tag: 'edited' });
  await storage.updateItem({ datasetId, id: secret, input: 'still secret' });
  await storage.deleteItem({ datasetId, id: secret });
  await storage.deleteItem({ datasetId, id: await id('gone') });
  await storage.addItem({ datasetId, externalId: 'gone', input: 'back' });
  await storage.restoreVersion({ datasetId, version: 1, message: 'Back' });
  await storage.purgeItem({ datasetId, id: secret });
  await storage.tagVersion({ datasetId, version: new Date(), tag: 'newest' });
  return datasetId;
}

/** Everything that a storage tells about a dataset, at every version. */
async function everythingOf(storage: DatasetsStorage, datasetId: string): Promise<unknown> {
  const versions = await allVersions(storage, datasetId);
  const ids = new Set<string>();
  const snapshots = [];
  for (const { version } of versions) {
    const items = await storage.getItemsByVersion({ datasetId, version });
    for (const { id } of items) ids.add(id);
    const digest = await storage.snapshotDigest({ datasetId, version });
    const { items: listed } = await storage.listItems({ datasetId, version, pagination: ALL });
    snapshots.push({ version, items, listed, digest });
  }
  const histories = [];
  for (const id of ids) histories.push(await storage.getItemHistory({ id }));
  return {
    dataset: await storage.getDatasetById({ id: datasetId }),
    versions,
    snapshots,
    histories,
    tags: await storage.listTags({ datasetId }),
    problems: (await storage.verify({ datasetId })).problems,
  };
}

/** Copying between two storages of one kind; only for those built on `VersionedDatasetsStorage`. */
export const copySuite: Suite = ({ open }) => {
  describe('copyDatasetTo', () => {
    it('copies every version with ids, times, tags and marks', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const datasetId = await makeHistory(source);
      const numbers: number[] = [];
      const output = await source.copyDatasetTo(target, {
        datasetId,
        onProgress: ({ phase, number }) => {
          if (phase === 'copy') numbers.push(number);
        },
      });
      const versions = (await allVersions(source, datasetId)).length;
      const version = await currentVersion(source, datasetId);
      expect(output).toStrictEqual({ datasetId, version, versions, copied: versions });
      expect(numbers).toStrictEqual(Array.from({ length: versions - 1 }, (_, index) => index + 1));
      const expected = await everythingOf(source, datasetId);
      expect(await everythingOf(target, datasetId)).toStrictEqual(expected);
      expect(expected).toMatchObject({ problems: [] });
    });

    it('brings what came later, and nothing when nothing did', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const datasetId = await makeHistory(source);
      await source.copyDatasetTo(target, { datasetId });
      expect(await source.copyDatasetTo(target, { datasetId })).toMatchObject({ copied: 0 });
      const [first] = await source.getItemsByVersion({ datasetId, version: new Date() });
      await source.purgeItem({ datasetId, id: present(first).id });
      await source.addItem({ datasetId, input: 'later' });
      await source.tagVersion({ datasetId, version: new Date(), tag: 'newest', move: true });
      await source.updateDataset({ id: datasetId, name: 'renamed', inputSchema: null });
      expect(await source.copyDatasetTo(target, { datasetId })).toMatchObject({ copied: 2 });
      const expected = await everythingOf(source, datasetId);
      expect(await everythingOf(target, datasetId)).toStrictEqual(expected);
    });

    it('brings schemas that the target checks from then on, whatever it knew before', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const inputSchema = { type: 'string' };
      const { id: datasetId } = await source.createDataset({ name: 'd', inputSchema });
      await source.copyDatasetTo(target, { datasetId });
      const check = async (schema: Record<string, unknown>, wrong: unknown) => {
        await target.updateDataset({ id: datasetId, inputSchema: {} });
        await source.updateDataset({ id: datasetId, inputSchema: schema });
        await source.copyDatasetTo(target, { datasetId });
        const work = target.addItem({ datasetId, input: wrong });
        await expectDatasetsError(work, 'SCHEMA_VALIDATION_FAILED');
      };
      await check({ type: 'number' }, 'text');
      await target.deleteDataset({ id: datasetId });
      await source.copyDatasetTo(target, { datasetId });
      await check({ type: 'string' }, 1);
    });

    it('brings no tag back that the target had before it was deleted', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const datasetId = await makeHistory(source);
      await source.copyDatasetTo(target, { datasetId });
      await target.tagVersion({ datasetId, version: 0, tag: 'its own' });
      await target.deleteDataset({ id: datasetId });
      await source.copyDatasetTo(target, { datasetId });
      const expected = await everythingOf(source, datasetId);
      expect(await everythingOf(target, datasetId)).toStrictEqual(expected);
    });

    it('may run twice at once', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const datasetId = await makeHistory(source);
      const copies = [0, 1, 2].map(() => source.copyDatasetTo(target, { datasetId }));
      const versions = (await allVersions(source, datasetId)).length;
      for (const copy of await Promise.all(copies)) expect(copy).toMatchObject({ versions });
      const expected = await everythingOf(source, datasetId);
      expect(await everythingOf(target, datasetId)).toStrictEqual(expected);
    });

    it('goes on where an interrupted copy ended', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const datasetId = await makeHistory(source);
      const interrupted = source.copyDatasetTo(target, {
        datasetId,
        onProgress: ({ number }) => {
          if (number === 3) throw new Error('interrupted');
        },
      });
      await expect(interrupted).rejects.toThrow('interrupted');
      const partial = await target.verify({ datasetId });
      expect(partial).toMatchObject({ commits: 4, problems: [] });
      await source.copyDatasetTo(target, { datasetId });
      const expected = await everythingOf(source, datasetId);
      expect(await everythingOf(target, datasetId)).toStrictEqual(expected);
    });

    it('says that nothing was changed only until something was', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const { datasetId } = await makeDataset(source, ['a']);
      await source.addItem({ datasetId, input: 'b' });
      const failing = vi.spyOn(VersionedDatasetsStorage.primitivesOf(target), 'commit');
      const busy = storageBusy('Others were faster.');
      failing.mockRejectedValueOnce(busy);
      const second = source.copyDatasetTo(target, { datasetId });
      await expect(second).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        details: { outcome: 'unknown' },
        cause: busy,
      });
      expect(await target.verify({ datasetId })).toMatchObject({ commits: 1, problems: [] });
      failing.mockRejectedValueOnce(busy);
      await expect(source.copyDatasetTo(target, { datasetId })).rejects.toBe(busy);
      failing.mockRestore();
      await source.copyDatasetTo(target, { datasetId });
      const expected = await everythingOf(source, datasetId);
      expect(await everythingOf(target, datasetId)).toStrictEqual(expected);
    });

    it('copies a dataset that changes meanwhile', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const { datasetId, items } = await makeDataset(source, ['a', 'b', 'c']);
      let changed = 0;
      const changes: Promise<unknown>[] = [];
      await source.copyDatasetTo(target, {
        datasetId,
        onProgress: () => {
          changed += 1;
          if (changed <= 3) {
            changes.push(source.purgeItem({ datasetId, id: at(items, changed - 1).id }));
          }
        },
      });
      await Promise.all(changes);
      await source.copyDatasetTo(target, { datasetId });
      const expected = await everythingOf(source, datasetId);
      expect(await everythingOf(target, datasetId)).toStrictEqual(expected);
    });

    it('leaves a target that went its own way as it is', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const datasetId = await makeHistory(source);
      await source.copyDatasetTo(target, { datasetId });
      await target.addItem({ datasetId, input: 'its own' });
      const before = await everythingOf(target, datasetId);
      await expectDatasetsError(source.copyDatasetTo(target, { datasetId }), 'VERSION_CONFLICT');
      await source.addItem({ datasetId, input: 'the other' });
      await expectDatasetsError(source.copyDatasetTo(target, { datasetId }), 'VERSION_CONFLICT');
      expect(await everythingOf(target, datasetId)).toStrictEqual(before);
    });

    it('refuses an unknown dataset, and what is no storage', async () => {
      const source = versioned(await open());
      const target = versioned(await open());
      const unknown = source.copyDatasetTo(target, { datasetId: UNKNOWN_ID });
      await expectDatasetsError(unknown, 'DATASET_NOT_FOUND');
      const { datasetId } = await makeDataset(source);
      const call = () => source.copyDatasetTo(target, { datasetId, onProgress: 1 as never });
      await expectDatasetsError(call, 'INVALID_ARGUMENT');
      const misspelt = { datasetId, onprogress: () => undefined };
      await expectDatasetsError(() => source.copyDatasetTo(target, misspelt), 'INVALID_ARGUMENT');
      const copy: unknown = Reflect.get(source, 'copyDatasetTo');
      if (typeof copy !== 'function') throw new TypeError('It copies nothing.');
      for (const noStorage of [{}, null, undefined, 'storage', ...trapValues()]) {
        const copying = Reflect.apply(copy, source, [noStorage, { datasetId }]) as Promise<unknown>;
        await expectDatasetsError(copying, 'INVALID_ARGUMENT');
      }
    });
  });
};
