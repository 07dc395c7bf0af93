import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  UNKNOWN_ID,
  allVersions,
  at,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  present,
  numberOf,
} from '../fixtures.js';

export const forkSuite: Suite = ({ open, supports }) => {
  describe('fork', () => {
    it('makes a dataset of the newest version, with ids of its own, in the same order', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b', null]);
      const source = items.toReversed();
      const fork = await storage.forkDataset({ datasetId, name: 'fork' });
      const { id, version } = fork;
      const dates = { version, createdAt: version, updatedAt: version, ...numberOf(fork) };
      expect(fork).toStrictEqual({ id, name: 'fork', ...dates });
      expect(id).not.toBe(datasetId);
      expect(await storage.getDatasetById({ id })).toStrictEqual(fork);
      const copies = await currentItems(storage, id);
      expect(copies).toStrictEqual(
        source.map((item, index) => ({
          ...item,
          ...dates,
          datasetId: id,
          id: at(copies, index).id,
        })),
      );
      expect(new Set([...items, ...copies].map((item) => item.id)).size).toBe(6);
      expect(present(await storage.getDatasetById({ id: datasetId }))).toMatchObject({
        name: dataset.name,
        version: at(items, 2).version,
      });
      await expectSnapshot(storage, datasetId, new Date(), source);
    });

    it('takes any version', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const first = at(items, 0);
      await storage.updateItem({ id: first.id, datasetId, input: 'A' });
      await storage.deleteItem({ id: at(items, 1).id, datasetId });
      const fork = await storage.forkDataset({ datasetId, version: first.version, name: 'fork' });
      const inputs = (await currentItems(storage, fork.id)).map(({ input }) => input);
      expect(inputs).toStrictEqual(['a']);
    });

    it('lives apart from its source', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const fork = await storage.forkDataset({ datasetId, name: 'fork' });
      const [copy] = await currentItems(storage, fork.id);
      await storage.updateItem({ id: present(copy).id, datasetId: fork.id, input: 'changed' });
      await storage.addItem({ datasetId: fork.id, input: 'new' });
      await expectSnapshot(storage, datasetId, new Date(), items);
      await storage.deleteDataset({ id: datasetId });
      const inputs = (await currentItems(storage, fork.id)).map(({ input }) => input);
      expect(inputs).toStrictEqual(['new', 'changed']);
    });

    it('copies description and metadata unless told otherwise', async () => {
      const storage = await open();
      const fields = { description: 'about', metadata: { a: [1] } };
      const { id: datasetId } = await storage.createDataset({ name: 'source', ...fields });
      const copied = await storage.forkDataset({ datasetId, name: 'copied' });
      expect(copied).toMatchObject({ name: 'copied', ...fields });
      const other = { description: '', metadata: { b: 2 } };
      const given = await storage.forkDataset({ datasetId, name: 'given', ...other });
      expect(given.description).toBe('');
      expect(given.metadata).toStrictEqual({ b: 2 });
      const cleared = await storage.forkDataset({
        datasetId,
        name: 'cleared',
        description: null,
        metadata: null,
      });
      expect(cleared).not.toHaveProperty('description');
      expect(cleared).not.toHaveProperty('metadata');
      expect(await storage.getDatasetById({ id: cleared.id })).toStrictEqual(cleared);
    });

    it('refuses an unknown dataset and a version that never was', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a']);
      const lost = storage.forkDataset({ datasetId: UNKNOWN_ID, name: 'fork' });
      await expectDatasetsError(lost, 'DATASET_NOT_FOUND');
      const missing = [...(supports.history ? [99] : []), ...(supports.tags ? ['no'] : [])];
      for (const version of missing) {
        const work = storage.forkDataset({ datasetId, version, name: 'fork' });
        await expectDatasetsError(work, 'VERSION_NOT_FOUND');
      }
      const { datasets } = await storage.listDatasets({ pagination: { page: 0, perPage: 10 } });
      expect(datasets).toHaveLength(1);
    });

    if (supports.history) {
      it('begins with a commit that added its items', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage, ['a', 'b']);
        const fork = await storage.forkDataset({ datasetId, name: 'fork' });
        expect(await allVersions(storage, fork.id)).toMatchObject([
          { number: 0, version: fork.version, added: 2, updated: 0, deleted: 0, itemCount: 2 },
        ]);
        const first = await storage.getItemsByVersion({ datasetId: fork.id, version: 0 });
        expect(first.map(({ input }) => input)).toStrictEqual(['b', 'a']);
        await storage.addItem({ datasetId: fork.id, input: 'c' });
        const version = await currentVersion(storage, fork.id);
        expect(version.getTime()).toBeGreaterThan(fork.version.getTime());
      });
    }

    if (supports.externalIds) {
      it('keeps external ids', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const item = await storage.addItem({ datasetId, externalId: 'key', input: 1 });
        const { id } = await storage.forkDataset({ datasetId, name: 'fork' });
        const query = { datasetId: id, externalId: 'key' };
        const copy = present(await storage.getItemByExternalId(query));
        expect(copy).toMatchObject({ externalId: 'key', input: 1 });
        expect(copy.id).not.toBe(item.id);
      });
    }

    if (supports.digest) {
      it('has the digest of its source', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage, ['a', { b: null }, '\ud800']);
        const { id } = await storage.forkDataset({ datasetId, name: 'fork' });
        expect(await storage.snapshotDigest({ datasetId: id })).toBe(
          await storage.snapshotDigest({ datasetId }),
        );
      });
    }

    if (supports.schemas) {
      it('copies schemas, and checks by them', async () => {
        const storage = await open();
        const inputSchema = { type: 'string' };
        const source = await storage.createDataset({ name: 'source', inputSchema });
        const fork = await storage.forkDataset({ datasetId: source.id, name: 'fork' });
        expect(fork.inputSchema).toStrictEqual(inputSchema);
        const work = storage.addItem({ datasetId: fork.id, input: 1 });
        await expectDatasetsError(work, 'SCHEMA_VALIDATION_FAILED');
      });
    }
  });
};
