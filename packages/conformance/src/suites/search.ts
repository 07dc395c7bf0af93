import type { DatasetsStorage, ItemFilter } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { ALL, UNKNOWN_ID, at, currentVersion, makeDataset } from '../fixtures.js';

async function inputsFound(
  storage: DatasetsStorage,
  datasetId: string,
  filter: ItemFilter,
): Promise<unknown[]> {
  const { items, pagination } = await storage.listItems({ datasetId, pagination: ALL, ...filter });
  expect(pagination.total).toBe(items.length);
  return items.map(({ input }) => input);
}

async function namesFound(
  storage: DatasetsStorage,
  query: { search?: string; metadata?: Record<string, unknown> },
): Promise<string[]> {
  const list = await storage.listDatasets({ pagination: ALL, ...query });
  expect(list.pagination.total).toBe(list.datasets.length);
  return list.datasets.map(({ name }) => name);
}

export const searchSuite: Suite = ({ open }) => {
  describe('search', () => {
    it('finds datasets by part of the name, in any case, wildcards taken literally', async () => {
      const storage = await open();
      const names = ['Capitals', 'capital of 100%', 'under_score', 'underscore', 'ÉTÉ', "o'clock"];
      for (const name of names) await storage.createDataset({ name, description: 'unfindable' });
      const cases: [string, string[]][] = [
        ['capital', ['capital of 100%', 'Capitals']],
        ['CAPITALS', ['Capitals']],
        ['%', ['capital of 100%']],
        ['_', ['under_score']],
        ['r_s', ['under_score']],
        ['c*', []],
        ['été', ['ÉTÉ']],
        ["'", ["o'clock"]],
        ['unfindable', []],
        ['', names.toReversed()],
      ];
      for (const [search, found] of cases) {
        expect(await namesFound(storage, { search })).toStrictEqual(found);
      }
    });

    it('finds datasets by metadata', async () => {
      const storage = await open();
      const owned = { owner: 'me', nested: { a: 1, b: [1, null] } };
      await storage.createDataset({ name: 'owned', metadata: owned });
      await storage.createDataset({ name: 'other', metadata: { owner: 'you', nothing: null } });
      await storage.createDataset({ name: 'bare' });
      const cases: [Record<string, unknown>, string[]][] = [
        [{ owner: 'me' }, ['owned']],
        [{ nested: { b: [1, null], a: 1 } }, ['owned']],
        [{ nested: { a: 1 } }, []],
        [{ owner: 'me', missing: 1 }, []],
        [{ nothing: null }, ['other']],
        [{ missing: null }, []],
        [{ owner: 'ME' }, []],
        [{}, ['bare', 'other', 'owned']],
      ];
      for (const [metadata, found] of cases) {
        expect(await namesFound(storage, { metadata })).toStrictEqual(found);
      }
      expect(await namesFound(storage, { search: 'OTH', metadata: { owner: 'you' } })).toHaveLength(
        1,
      );
      expect(await namesFound(storage, { search: 'own', metadata: { owner: 'you' } })).toHaveLength(
        0,
      );
    });

    it('pages through what it found', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a1', 'b', 'a2', 'c', 'a3']);
      for (const name of ['x1', 'y', 'x2', 'x3']) await storage.createDataset({ name });
      const pagination = { page: 1, perPage: 2 };
      const expected = { ...pagination, total: 3, hasMore: false };
      const items = await storage.listItems({ datasetId, pagination, search: 'A' });
      expect(items.items.map(({ input }) => input)).toStrictEqual(['a1']);
      expect(items.pagination).toStrictEqual(expected);
      const datasets = await storage.listDatasets({ pagination, search: 'X' });
      expect(datasets.datasets.map(({ name }) => name)).toStrictEqual(['x1']);
      expect(datasets.pagination).toStrictEqual(expected);
    });

    it('finds items by text in any string of input or expected output, not in keys', async () => {
      const storage = await open();
      const inputs = [
        'Paris',
        { question: 'capital of FRANCE?', paris: 1 },
        [['deep', { er: ['pa', 'ris'] }]],
        '100%_"quoted"\\\n',
        42,
        null,
        '',
        'Ὀδυσσεύς É',
      ];
      const { datasetId, items } = await makeDataset(storage, inputs);
      await storage.updateItem({ id: at(items, 4).id, datasetId, expectedOutput: ['in paris'] });
      await storage.updateItem({ id: at(items, 5).id, datasetId, context: { note: 'paris' } });
      const strings = inputs.filter((input) => input !== null).toReversed();
      const cases: [string, unknown[]][] = [
        ['paris', [42, 'Paris']],
        ['france', [inputs[1]]],
        ['RIS', [42, inputs[2], 'Paris']],
        ['question', []],
        ['42', []],
        ['null', []],
        ['%_"', [inputs[3]]],
        ['\\', [inputs[3]]],
        ['\n', [inputs[3]]],
        ['ὀδυσσεύσ é', []],
        ['é', [inputs[7]]],
        ['', strings],
      ];
      for (const [search, found] of cases) {
        expect(await inputsFound(storage, datasetId, { search })).toStrictEqual(found);
      }
    });

    it('finds items by context', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['bare']);
      const contexts = [
        { lang: 'en', n: 1, deep: { a: [1], b: null } },
        { lang: 'en' },
        { n: null },
        {},
      ];
      for (const [input, context] of contexts.entries()) {
        await storage.addItem({ datasetId, input, context });
      }
      const cases: [Record<string, unknown>, unknown[]][] = [
        [{ lang: 'en' }, [1, 0]],
        [{ lang: 'en', n: 1 }, [0]],
        [{ deep: { b: null, a: [1] } }, [0]],
        [{ deep: { a: [1] } }, []],
        [{ n: null }, [2]],
        [{ n: '1' }, []],
        [{ missing: null }, []],
        [{ toString: null }, []],
        [{}, [3, 2, 1, 0, 'bare']],
      ];
      for (const [context, found] of cases) {
        expect(await inputsFound(storage, datasetId, { context })).toStrictEqual(found);
      }
    });

    it('finds items by id, in the order of the list', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c']);
      const other = await makeDataset(storage, ['d']);
      const [a, , c] = items.map(({ id }) => id);
      const ids = [a ?? '', c ?? '', a ?? '', UNKNOWN_ID, at(other.items, 0).id];
      expect(await inputsFound(storage, datasetId, { ids })).toStrictEqual(['c', 'a']);
      expect(await inputsFound(storage, datasetId, { ids: [] })).toStrictEqual([]);
    });

    it('narrows by each condition', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const added = [];
      for (const [input, lang] of [
        ['red', 'en'],
        ['rot', 'de'],
        ['blue', 'en'],
      ]) {
        added.push(await storage.addItem({ datasetId, input, context: { lang } }));
      }
      const filter = { search: 'r', context: { lang: 'en' } };
      expect(await inputsFound(storage, datasetId, filter)).toStrictEqual(['red']);
      const ids = [at(added, 1).id, at(added, 2).id];
      expect(await inputsFound(storage, datasetId, { ...filter, ids })).toStrictEqual([]);
    });

    it('searches any version', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['old apple', 'pear']);
      const version = await currentVersion(storage, datasetId);
      await storage.updateItem({ id: at(items, 0).id, datasetId, input: 'plum' });
      await storage.addItem({ datasetId, input: 'new apple' });
      expect(await inputsFound(storage, datasetId, { search: 'apple' })).toStrictEqual([
        'new apple',
      ]);
      const old = await storage.listItems({ datasetId, version, search: 'apple', pagination: ALL });
      expect(old.items).toStrictEqual([at(items, 0)]);
    });

    it('finds nothing in an unknown dataset', async () => {
      const storage = await open();
      await makeDataset(storage, ['a']);
      expect(await inputsFound(storage, UNKNOWN_ID, { search: 'a' })).toStrictEqual([]);
    });
  });
};
