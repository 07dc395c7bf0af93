import type { DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { UNKNOWN_ID, at, currentItems, currentVersion, makeDataset } from '../fixtures.js';

/** Does something of every kind to a dataset, as far as the storage can. */
async function changeEverything(storage: DatasetsStorage, datasetId: string): Promise<void> {
  const { supports } = storage;
  const [first, second, third] = await currentItems(storage, datasetId);
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error('Three items are needed.');
  }
  const before = await currentVersion(storage, datasetId);
  await storage.updateItem({ datasetId, id: first.id, input: { changed: true } });
  await storage.deleteItem({ datasetId, id: second.id });
  if (supports.tags) await storage.tagVersion({ datasetId, version: before, tag: 'before' });
  if (supports.restore) await storage.restoreVersion({ datasetId, version: before });
  if (supports.purge) {
    await storage.purgeItem({ datasetId, id: third.id });
    await storage.deleteItem({ datasetId, id: first.id });
    await storage.purgeItem({ datasetId, id: first.id });
  }
}

export const verificationSuite: Suite = ({ open, supports }) => {
  describe('verify', () => {
    it('finds no problem in an empty dataset', async () => {
      const storage = await open();
      const { datasetId, dataset } = await makeDataset(storage);
      expect(await storage.verify({ datasetId })).toStrictEqual({
        datasetId,
        version: dataset.version,
        commits: 1,
        items: 0,
        states: 0,
        problems: [],
      });
    });

    it('counts commits, items and states, also after every kind of change', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      await storage.updateItem({ datasetId, id: at(items, 0).id, expectedOutput: null });
      await storage.deleteItem({ datasetId, id: at(items, 1).id });
      const version = await currentVersion(storage, datasetId);
      const report = { datasetId, version, commits: 6, items: 2, states: 4, problems: [] };
      expect(await storage.verify({ datasetId })).toStrictEqual(report);
      await storage.addItem({ datasetId, input: 'd' });
      await changeEverything(storage, datasetId);
      const { problems } = await storage.verify({ datasetId });
      expect(problems).toStrictEqual([]);
      if (!supports.fork) return;
      const fork = await storage.forkDataset({ datasetId, name: 'fork' });
      const forked = await storage.verify({ datasetId: fork.id });
      expect(forked).toMatchObject({ commits: 1, problems: [] });
      expect(forked.items).toBe((await currentItems(storage, datasetId)).length);
    });

    it('finds no problem while others write', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      const writing = (async () => {
        for (let round = 0; round < 20; round += 1) {
          const { id } = await storage.addItem({ datasetId, input: round });
          await storage.updateItem({ datasetId, id: at(items, round % 3).id, input: round });
          await storage.deleteItem({ datasetId, id });
        }
      })();
      for (let round = 0; round < 20; round += 1) {
        const { problems } = await storage.verify({ datasetId });
        expect(problems).toStrictEqual([]);
      }
      await writing;
    });

    it('repairs nothing where nothing is wrong', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a', 'b', 'c']);
      await changeEverything(storage, datasetId);
      const report = await storage.verify({ datasetId });
      const repaired = await storage.verify({ datasetId, repair: true });
      expect(repaired).toStrictEqual({ ...report, repaired: [] });
      expect(await storage.verify({ datasetId, repair: false })).toStrictEqual(report);
    });

    it('refuses an unknown dataset', async () => {
      const storage = await open();
      await expectDatasetsError(storage.verify({ datasetId: UNKNOWN_ID }), 'DATASET_NOT_FOUND');
      await expectDatasetsError(
        storage.verify({ datasetId: UNKNOWN_ID, repair: true }),
        'DATASET_NOT_FOUND',
      );
    });
  });
};
