import type { Dataset, DatasetsStorage, ListDatasetsInput } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL } from '../fixtures.js';

async function namesOf(
  storage: DatasetsStorage,
  query: Omit<ListDatasetsInput, 'pagination'>,
): Promise<string[]> {
  const { datasets, pagination } = await storage.listDatasets({ ...query, pagination: ALL });
  expect(pagination.total).toBe(datasets.length);
  return datasets.map(({ name }) => name).sort();
}

export const datasetAttributesSuite: Suite = ({ open, supports }) => {
  describe('attributes of datasets', () => {
    it('come back as they were given, and are kept, changed and cleared like metadata', async () => {
      const storage = await open();
      const attributes = { targetType: 'agent', targetIds: ['a', 'b'], nested: { deep: [{}] } };
      const created = await storage.createDataset({ name: 'd', attributes });
      expect(created.attributes).toStrictEqual(attributes);
      const { id, version } = created;
      const renamed = await storage.updateDataset({ id, name: 'e' });
      expect(renamed.attributes).toStrictEqual(attributes);
      const changed = await storage.updateDataset({ id, attributes: { other: null } });
      expect(changed.attributes).toStrictEqual({ other: null });
      const cleared = await storage.updateDataset({ id, attributes: null });
      expect(cleared).not.toHaveProperty('attributes');
      expect(cleared.version).toStrictEqual(version);
      expect(await storage.getDatasetById({ id })).toStrictEqual(cleared);
    });

    it('find the datasets whose attribute equals a value, or is an array that holds it', async () => {
      const storage = await open();
      const attributes: Record<string, Record<string, unknown>> = {
        one: { kind: 'agent', ids: ['a', 'b', 'a'], level: 1 },
        two: { kind: 'agent', ids: ['b'], level: '1' },
        three: { kind: null, ids: 'b', level: true },
        four: { kind: ['agent', null], ids: [['b']], level: { 1: 1 } },
        five: {},
      };
      for (const [name, given] of Object.entries(attributes)) {
        await storage.createDataset({ name, attributes: given });
      }
      await storage.createDataset({ name: 'without' });
      const found = (query: ListDatasetsInput['attributes']) =>
        namesOf(storage, { attributes: query });
      expect(await found({ kind: 'agent' })).toStrictEqual(['four', 'one', 'two']);
      expect(await found({ kind: null })).toStrictEqual(['four', 'three']);
      expect(await found({ ids: 'b' })).toStrictEqual(['one', 'three', 'two']);
      expect(await found({ ids: 'b', kind: 'agent' })).toStrictEqual(['one', 'two']);
      expect(await found({ kind: 'agent', ids: 'b', level: 1 })).toStrictEqual(['one']);
      expect(await found({ level: 1 })).toStrictEqual(['one']);
      expect(await found({ level: '1' })).toStrictEqual(['two']);
      expect(await found({ level: true })).toStrictEqual(['three']);
      expect(await found({ level: 2 })).toStrictEqual([]);
      expect(await found({ missing: null })).toStrictEqual([]);
      expect(await found({})).toHaveLength(6);
    });

    it('are compared exactly, however long and strange they are', async () => {
      const storage = await open();
      const long = 'x'.repeat(5_000);
      const texts = [
        '',
        ' ',
        'A',
        'a',
        '%',
        "'",
        '\u0000',
        '\ud800',
        '\u{1f600}',
        long,
        `${long}y`,
      ];
      for (const [index, text] of texts.entries()) {
        await storage.createDataset({ name: `d${index}`, attributes: { [text]: text } });
      }
      for (const [index, text] of texts.entries()) {
        const names = await namesOf(storage, { attributes: { [text]: text } });
        expect(names).toStrictEqual([`d${index}`]);
      }
    });

    it('are found in pages, newest first, with their total', async () => {
      const storage = await open();
      const made: Dataset[] = [];
      for (let index = 0; index < 7; index += 1) {
        made.push(
          await storage.createDataset({
            name: `d${index}`,
            attributes: { team: 'a', parity: index % 2 },
          }),
        );
      }
      const odd = made.filter((_, index) => index % 2 === 1).reverse();
      const attributes = { team: 'a', parity: 1 };
      for (let page = 0; page < 3; page += 1) {
        const pagination = { page, perPage: 2 };
        const list = await storage.listDatasets({ attributes, pagination });
        expect(list.datasets).toStrictEqual(odd.slice(page * 2, page * 2 + 2));
        expect(list.pagination).toStrictEqual({ ...pagination, total: 3, hasMore: page === 0 });
      }
    });

    it('are found as they are after changes and deletions', async () => {
      const storage = await open();
      const { id } = await storage.createDataset({ name: 'd', attributes: { a: 1, b: [1, 2] } });
      await storage.updateDataset({ id, attributes: { a: 2, b: [2] } });
      expect(await namesOf(storage, { attributes: { a: 1 } })).toStrictEqual([]);
      expect(await namesOf(storage, { attributes: { b: 1 } })).toStrictEqual([]);
      expect(await namesOf(storage, { attributes: { a: 2, b: 2 } })).toStrictEqual(['d']);
      await storage.updateDataset({ id, description: 'kept' });
      expect(await namesOf(storage, { attributes: { a: 2 } })).toStrictEqual(['d']);
      await storage.deleteDataset({ id });
      expect(await namesOf(storage, { attributes: { a: 2 } })).toStrictEqual([]);
    });

    it('refuse what nothing is found by', async () => {
      const storage = await open();
      for (const attributes of ['text', [], 1, { a: [] }, { a: {} }]) {
        const query = { pagination: ALL, attributes } as unknown as ListDatasetsInput;
        const error = await expectDatasetsError(storage.listDatasets(query), 'INVALID_ARGUMENT');
        expect(error.details['path']).toMatch(/^attributes/);
      }
    });

    if (supports.search) {
      it('narrow searches', async () => {
        const storage = await open();
        for (const name of ['alpha', 'beta']) {
          for (const team of ['x', 'y']) {
            const metadata = { name };
            const attributes = { team };
            await storage.createDataset({ name: `${name} ${team}`, metadata, attributes });
          }
        }
        const query = { search: 'ALPHA', attributes: { team: 'y' } };
        expect(await namesOf(storage, query)).toStrictEqual(['alpha y']);
        const byMetadata = { metadata: { name: 'beta' }, attributes: { team: 'x' } };
        expect(await namesOf(storage, byMetadata)).toStrictEqual(['beta x']);
      });
    }

    if (supports.fork) {
      it('are those of the source in a fork, unless it has its own', async () => {
        const storage = await open();
        const attributes = { team: 'a' };
        const { id: datasetId } = await storage.createDataset({ name: 'd', attributes });
        const fork = await storage.forkDataset({ datasetId, name: 'same' });
        expect(fork.attributes).toStrictEqual(attributes);
        const own = { team: 'b' };
        const other = await storage.forkDataset({ datasetId, name: 'own', attributes: own });
        expect(other.attributes).toStrictEqual(own);
        const none = await storage.forkDataset({ datasetId, name: 'none', attributes: null });
        expect(none).not.toHaveProperty('attributes');
        expect(await namesOf(storage, { attributes })).toStrictEqual(['d', 'same']);
      });
    }
  });
};
