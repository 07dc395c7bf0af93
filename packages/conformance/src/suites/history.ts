import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  ALL,
  UNKNOWN_ID,
  allVersions,
  at,
  currentVersion,
  expectSnapshot,
  makeDataset,
  shifted,
} from '../fixtures.js';

export const historySuite: Suite = ({ open, supports }) => {
  describe('history', () => {
    it('lists every commit, newest first, with its counts', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const [first, second] = [at(items, 0), at(items, 1)];
      const updated = await storage.updateItem({ id: first.id, datasetId, input: 'A' });
      await storage.deleteItem({ id: second.id, datasetId });
      const last = await currentVersion(storage, datasetId);
      const none = { added: 0, updated: 0, deleted: 0, purged: 0, tags: [] };
      const commits = [
        { ...none, version: dataset.version, number: 0, itemCount: 0 },
        { ...none, version: first.version, number: 1, itemCount: 1, added: 1 },
        { ...none, version: second.version, number: 2, itemCount: 2, added: 1 },
        { ...none, version: updated.version, number: 3, itemCount: 2, updated: 1 },
        { ...none, version: last, number: 4, itemCount: 1, deleted: 1 },
      ];
      const expected = commits.map((commit) => ({ datasetId, ...commit })).reverse();
      expect(await storage.listVersions({ datasetId, pagination: ALL })).toStrictEqual({
        versions: expected,
        pagination: { ...ALL, total: 5, hasMore: false },
      });
      const page = await storage.listVersions({ datasetId, pagination: { page: 1, perPage: 2 } });
      expect(page).toStrictEqual({
        versions: expected.slice(2, 4),
        pagination: { page: 1, perPage: 2, total: 5, hasMore: true },
      });
    });

    it('gives the commit that a version stands for, the newest by default', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage, ['a']);
      const authorship = supports.authors ? { author: 'Ann', message: 'Why' } : {};
      const { version } = await storage.addItem({ datasetId, input: 'b', ...authorship });
      const [newest, middle, creation] = await allVersions(storage, datasetId);
      expect(newest).toMatchObject({ number: 2, version, added: 1, itemCount: 2, ...authorship });
      const get = (reference?: Date | number) =>
        storage.getVersion({ datasetId, version: reference });
      for (const reference of [undefined, 2, version, shifted(version, 86_400_000)]) {
        expect(await get(reference)).toStrictEqual(newest);
      }
      expect(await get(1)).toStrictEqual(middle);
      expect(await get(shifted(version, -1))).toStrictEqual(middle);
      expect(await get(0)).toStrictEqual(creation);
      expect(await get(dataset.version)).toStrictEqual(creation);
      expect(await get(shifted(dataset.version, -1))).toBeNull();
      await expectDatasetsError(get(3), 'VERSION_NOT_FOUND');
    });

    it('makes no commit of changes to the dataset itself', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      await storage.updateDataset({ id: datasetId, name: 'new' });
      expect(await allVersions(storage, datasetId)).toHaveLength(1);
    });

    it('is empty for an unknown or deleted dataset and item', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      await storage.deleteDataset({ id: datasetId });
      for (const id of [datasetId, UNKNOWN_ID]) {
        expect(await storage.listVersions({ datasetId: id, pagination: ALL })).toStrictEqual({
          versions: [],
          pagination: { ...ALL, total: 0, hasMore: false },
        });
      }
      for (const version of [undefined, 0, new Date()]) {
        expect(await storage.getVersion({ datasetId, version })).toBeNull();
      }
      expect(await storage.getItemHistory({ id: at(items, 0).id })).toStrictEqual([]);
      expect(await storage.getItemHistory({ id: UNKNOWN_ID })).toStrictEqual([]);
    });

    it('gives every state of an item, newest first, and how it ended', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'bystander']);
      const first = at(items, 0);
      const { id } = first;
      const isCurrent = { validTo: null, validToNumber: null, endedBy: null };
      expect(await storage.getItemHistory({ id })).toStrictEqual([{ item: first, ...isCurrent }]);
      const second = await storage.updateItem({ id, datasetId, input: 'b' });
      const third = await storage.updateItem({ id, datasetId });
      const past = [
        { item: second, validTo: third.version, validToNumber: 4, endedBy: 'update' },
        { item: first, validTo: second.version, validToNumber: 3, endedBy: 'update' },
      ];
      expect(await storage.getItemHistory({ id })).toStrictEqual([
        { item: third, ...isCurrent },
        ...past,
      ]);
      await storage.deleteItem({ id, datasetId });
      const validTo = await currentVersion(storage, datasetId);
      expect(await storage.getItemHistory({ id })).toStrictEqual([
        { item: third, validTo, validToNumber: 5, endedBy: 'delete' },
        ...past,
      ]);
    });

    it('numbers the versions of datasets and items as their commits', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
      expect(dataset.versionNumber).toBe(0);
      expect(items.map(({ versionNumber }) => versionNumber)).toStrictEqual([1, 2]);
      const { id } = at(items, 0);
      const updated = await storage.updateItem({ id, datasetId, input: 'A' });
      expect(updated.versionNumber).toBe(3);
      const renamed = await storage.updateDataset({ id: datasetId, name: 'renamed' });
      expect(renamed.versionNumber).toBe(3);
      expect(await storage.getDatasetById({ id: datasetId })).toStrictEqual(renamed);
      const numbers = new Map(
        (await allVersions(storage, datasetId)).map(({ version, number }) => [+version, number]),
      );
      for (const number of numbers.values()) {
        for (const item of await storage.getItemsByVersion({ datasetId, version: number })) {
          expect(item.versionNumber).toBe(numbers.get(+item.version));
        }
      }
    });

    it('takes commit numbers wherever a version is taken', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      const first = at(items, 0);
      const updated = await storage.updateItem({ id: first.id, datasetId, input: 'A' });
      await expectSnapshot(storage, datasetId, 0, []);
      await expectSnapshot(storage, datasetId, 1, [first]);
      await expectSnapshot(storage, datasetId, 3, items.toReversed());
      const { id } = first;
      expect(await storage.getItemById({ id, version: 0 })).toBeNull();
      expect(await storage.getItemById({ id, version: 3 })).toStrictEqual(first);
      expect(await storage.getItemById({ id, version: 4 })).toStrictEqual(updated);
    });

    it('knows no commit beyond the newest', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const { id } = at(items, 0);
      for (const version of [2, 1_000, Number.MAX_SAFE_INTEGER]) {
        for (const work of [
          () => storage.getItemsByVersion({ datasetId, version }),
          () => storage.listItems({ datasetId, version, pagination: ALL }),
          () => storage.getItemById({ id, version }),
        ]) {
          const error = await expectDatasetsError(work, 'VERSION_NOT_FOUND');
          expect(error.details).toMatchObject({ datasetId, version });
        }
      }
    });

    it('says that a Date is needed where a commit number looks like a time', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a']);
      for (const version of [Date.now(), 1_700_000_000_000]) {
        const work = storage.getItemsByVersion({ datasetId, version });
        const { message } = await expectDatasetsError(work, 'VERSION_NOT_FOUND');
        expect(message).toContain(`new Date(${version})`);
      }
      const small = storage.getItemsByVersion({ datasetId, version: 7 });
      const { message } = await expectDatasetsError(small, 'VERSION_NOT_FOUND');
      expect(message).not.toContain('Date');
    });

    it('gives nothing for a commit number of an unknown dataset or item', async () => {
      const storage = await open();
      await expectSnapshot(storage, UNKNOWN_ID, 0, []);
      expect(await storage.getItemById({ id: UNKNOWN_ID, version: 3 })).toBeNull();
    });

    if (supports.batches) {
      it('keeps the message of a batch', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a']);
        const message = 'why \u{1f30d}\n"quoted"';
        await storage.addItems({ datasetId, items: [{ input: 1 }, { input: 2 }], message });
        await storage.deleteItems({ datasetId, ids: [at(items, 0).id], message: '' });
        const versions = await allVersions(storage, datasetId);
        expect(versions.slice(0, 2)).toMatchObject([
          { number: 3, deleted: 1, itemCount: 2 },
          { number: 2, added: 2, itemCount: 3, message },
        ]);
        expect(at(versions, 2)).not.toHaveProperty('message');
      });

      it('counts the changes of a mixed commit', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
        const [a, b, c] = items.map(({ id }) => id);
        await storage.applyChanges({
          datasetId,
          changes: [
            { type: 'add', input: 'd' },
            { type: 'add', input: 'e' },
            { type: 'update', id: a ?? '', input: 'A' },
            { type: 'delete', id: b ?? '' },
            { type: 'delete', id: c ?? '' },
          ],
        });
        expect(at(await allVersions(storage, datasetId), 0)).toMatchObject({
          number: 4,
          added: 2,
          updated: 1,
          deleted: 2,
          itemCount: 3,
        });
      });
    }
  });
};
