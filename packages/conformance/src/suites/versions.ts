import type { DatasetItem } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import {
  at,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  shifted,
} from '../fixtures.js';

export const versionsSuite: Suite = ({ open }) => {
  describe('versions and snapshots', () => {
    it('makes strictly increasing versions of mutations awaited one by one', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage);
      const versions = [dataset.version.getTime()];
      for (let round = 0; round < 10; round += 1) {
        const { id, version } = await storage.addItem({ datasetId, input: round });
        const updated = await storage.updateItem({ id, datasetId, input: -round });
        versions.push(version.getTime(), updated.version.getTime());
        await storage.deleteItem({ id, datasetId });
        versions.push((await currentVersion(storage, datasetId)).getTime());
      }
      const increasing = [...new Set(versions)].sort((left, right) => left - right);
      expect(versions).toStrictEqual(increasing);
    });

    it('keeps every snapshot as it was through updates, deletions and additions', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage);
      const snapshots: { version: Date; items: DatasetItem[] }[] = [
        { version: dataset.version, items: [] },
      ];
      const remember = async () => {
        snapshots.push({
          version: await currentVersion(storage, datasetId),
          items: await currentItems(storage, datasetId),
        });
      };
      const ids: string[] = [];
      for (const input of ['a', 'b', 'c', 'd']) {
        ids.push((await storage.addItem({ datasetId, input, expectedOutput: null })).id);
        await remember();
      }
      await storage.updateItem({ id: at(ids, 0), datasetId, input: 'A' });
      await remember();
      await storage.deleteItem({ id: at(ids, 1), datasetId });
      await remember();
      await storage.updateItem({ id: at(ids, 0), datasetId, expectedOutput: 1, context: { x: 1 } });
      await remember();
      await storage.deleteItem({ id: at(ids, 0), datasetId });
      await remember();
      await storage.addItem({ datasetId, input: 'e' });
      await remember();

      expect(snapshots.map(({ items }) => items.map(({ input }) => input))).toStrictEqual([
        [],
        ['a'],
        ['b', 'a'],
        ['c', 'b', 'a'],
        ['d', 'c', 'b', 'a'],
        ['d', 'c', 'b', 'A'],
        ['d', 'c', 'A'],
        ['d', 'c', 'A'],
        ['d', 'c'],
        ['e', 'd', 'c'],
      ]);
      for (const { version, items } of snapshots) {
        await expectSnapshot(storage, datasetId, version, items);
      }
    });

    it('gives an item as it was at each version', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['old']);
      const first = at(items, 0);
      const { id } = first;
      const second = await storage.updateItem({ id, datasetId, input: 'new' });
      await storage.deleteItem({ id, datasetId });
      const end = await currentVersion(storage, datasetId);
      expect(await storage.getItemById({ id, version: dataset.version })).toBeNull();
      expect(await storage.getItemById({ id, version: first.version })).toStrictEqual(first);
      expect(await storage.getItemById({ id, version: shifted(second.version, -1) })).toStrictEqual(
        first,
      );
      expect(await storage.getItemById({ id, version: second.version })).toStrictEqual(second);
      expect(await storage.getItemById({ id, version: shifted(end, -1) })).toStrictEqual(second);
      expect(await storage.getItemById({ id, version: end })).toBeNull();
      expect(await storage.getItemById({ id })).toBeNull();
    });

    it('takes a date between two commits as the earlier one', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const [first, second] = [at(items, 0), at(items, 1)];
      await expectSnapshot(storage, datasetId, shifted(first.version, -1), []);
      await expectSnapshot(storage, datasetId, shifted(second.version, -1), [first]);
      await expectSnapshot(storage, datasetId, dataset.version, []);
    });

    it('gives the newest version for a later date, and nothing for one before the creation', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const newestFirst = items.toReversed();
      for (const later of [
        new Date(),
        shifted(new Date(), 86_400_000),
        new Date(8_640_000_000_000_000),
      ]) {
        await expectSnapshot(storage, datasetId, later, newestFirst);
      }
      for (const earlier of [
        shifted(dataset.createdAt, -1),
        new Date(0),
        new Date(-1),
        new Date(-8_640_000_000_000_000),
      ]) {
        await expectSnapshot(storage, datasetId, earlier, []);
      }
    });

    it('lets a new Date() taken right after a burst see all of it', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      for (let round = 0; round < 5; round += 1) {
        await Promise.all(
          [0, 1, 2, 3].map((input) => storage.addItem({ datasetId, input: [round, input] })),
        );
        const version = new Date();
        const items = await storage.getItemsByVersion({ datasetId, version });
        expect(items).toHaveLength((round + 1) * 4);
      }
    });

    it('lets a new Date() taken right after each kind of mutation see it', async () => {
      const storage = await open();
      const dataset = await storage.createDataset({ name: 'd' });
      const datasetId = dataset.id;
      expect(dataset.version.getTime()).toBeLessThanOrEqual(Date.now());
      for (let round = 0; round < 10; round += 1) {
        const added = await storage.addItem({ datasetId, input: round });
        await expectSnapshot(storage, datasetId, new Date(), [added]);
        const { id } = added;
        const updated = await storage.updateItem({ id, datasetId, input: 'changed' });
        await expectSnapshot(storage, datasetId, new Date(), [updated]);
        await storage.deleteItem({ id, datasetId });
        await expectSnapshot(storage, datasetId, new Date(), []);
      }
    });

    it('keeps the place of an item in the list through updates', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      for (const { id } of items)
        await storage.updateItem({ id, datasetId, context: { seen: true } });
      const current = await currentItems(storage, datasetId);
      expect(current.map(({ input }) => input)).toStrictEqual(['c', 'b', 'a']);
    });

    it('keeps the order in every version, ties of createdAt by id', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      await Promise.all(
        Array.from({ length: 30 }, (_, input) => storage.addItem({ datasetId, input })),
      );
      const items = await currentItems(storage, datasetId);
      const sorted = items.toSorted(
        (left, right) =>
          right.createdAt.getTime() - left.createdAt.getTime() || (left.id < right.id ? 1 : -1),
      );
      expect(items).toStrictEqual(sorted);
      expect(items).toHaveLength(30);
      const version = at(items, 10).createdAt;
      const older = items.filter(({ createdAt }) => createdAt <= version);
      await expectSnapshot(storage, datasetId, version, older);
    });
  });
};
