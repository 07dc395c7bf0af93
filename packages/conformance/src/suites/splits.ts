import type { DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL, UNKNOWN_ID, collect, makeDataset } from '../fixtures.js';

async function makeSplits(storage: DatasetsStorage) {
  const { datasetId } = await makeDataset(storage);
  const add = (input: string, splits?: string[]) =>
    storage.addItem({ datasetId, input, ...(splits === undefined ? {} : { splits }) });
  const first = await add('a', ['train']);
  await add('b', ['train', 'hard']);
  await add('c', ['test', 'hard']);
  const last = await add('d');
  return { datasetId, first, last };
}

export const splitsSuite: Suite = ({ open }) => {
  const inputs = async (storage: DatasetsStorage, datasetId: string, splits: readonly string[]) => {
    const items = await collect(storage.iterateItems({ datasetId, splits }));
    const list = await storage.listItems({ datasetId, splits, pagination: ALL });
    expect(list.items).toStrictEqual(items);
    expect(list.pagination.total).toBe(items.length);
    return items.map(({ input }) => input);
  };

  describe('splits', () => {
    it('are listed with how many items each has, by name', async () => {
      const storage = await open();
      const { datasetId, first, last } = await makeSplits(storage);
      expect(await storage.listSplits({ datasetId })).toStrictEqual([
        { name: 'hard', itemCount: 2 },
        { name: 'test', itemCount: 1 },
        { name: 'train', itemCount: 2 },
      ]);
      await storage.updateItem({ datasetId, id: first.id, splits: null });
      expect(await storage.listSplits({ datasetId })).toStrictEqual([
        { name: 'hard', itemCount: 2 },
        { name: 'test', itemCount: 1 },
        { name: 'train', itemCount: 1 },
      ]);
      const old = await storage.listSplits({ datasetId, version: last.version });
      expect(old).toContainEqual({ name: 'train', itemCount: 2 });
      expect(await storage.listSplits({ datasetId, version: first.version })).toStrictEqual([
        { name: 'train', itemCount: 1 },
      ]);
      expect(await storage.listSplits({ datasetId: UNKNOWN_ID })).toStrictEqual([]);
    });

    it('narrow down to items that are in any of them', async () => {
      const storage = await open();
      const { datasetId } = await makeSplits(storage);
      expect(await inputs(storage, datasetId, ['train'])).toStrictEqual(['b', 'a']);
      expect(await inputs(storage, datasetId, ['hard', 'train'])).toStrictEqual(['c', 'b', 'a']);
      expect(await inputs(storage, datasetId, ['test', 'test'])).toStrictEqual(['c']);
    });

    it('narrow down old versions as they were', async () => {
      const storage = await open();
      const { datasetId, first, last } = await makeSplits(storage);
      await storage.updateItem({ datasetId, id: first.id, splits: ['other'] });
      const version = last.version;
      const old = await collect(storage.iterateItems({ datasetId, version, splits: ['train'] }));
      expect(old.map(({ input }) => input)).toStrictEqual(['b', 'a']);
      expect(await inputs(storage, datasetId, ['other'])).toStrictEqual(['a']);
    });

    it('that no item of the version has are an error, not an empty list', async () => {
      const storage = await open();
      const { datasetId, first } = await makeSplits(storage);
      const list = storage.listItems({ datasetId, splits: ['train', 'tset'], pagination: ALL });
      const error = await expectDatasetsError(list, 'SPLIT_NOT_FOUND');
      expect(error.details).toMatchObject({ datasetId, split: 'tset' });
      await expectDatasetsError(
        () => collect(storage.iterateItems({ datasetId, splits: ['Train'] })),
        'SPLIT_NOT_FOUND',
      );
      const old = { datasetId, version: first.version, splits: ['hard'] };
      await expectDatasetsError(() => collect(storage.iterateItems(old)), 'SPLIT_NOT_FOUND');
      const { items } = await storage.listItems({
        datasetId: UNKNOWN_ID,
        splits: ['train'],
        pagination: ALL,
      });
      expect(items).toStrictEqual([]);
    });

    it('are there also where other conditions leave none of their items', async () => {
      const storage = await open();
      const { datasetId } = await makeSplits(storage);
      const where = { input: 'nothing like it' };
      for (const splits of [['train'], ['train', 'hard']]) {
        const list = await storage.listItems({ datasetId, splits, where, pagination: ALL });
        expect(list).toMatchObject({ items: [], pagination: { total: 0 } });
      }
      const list = storage.listItems({ datasetId, splits: ['tset'], where, pagination: ALL });
      await expectDatasetsError(list, 'SPLIT_NOT_FOUND');
    });

    it('have names in which no character is special', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const names = ['a"b', 'a\\b', '100%', 'a_b', "it's", 'é', 'A', 'a', '["x"]', ' ', '😀'];
      for (const name of names) await storage.addItem({ datasetId, input: name, splits: [name] });
      for (const name of names) expect(await inputs(storage, datasetId, [name])).toEqual([name]);
    });
  });
};
