import type { ListDatasetsInput } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  ALL,
  UNKNOWN_ID,
  at,
  currentItems,
  makeDataset,
  parseObject,
  present,
  numberOf,
} from '../fixtures.js';
import { ManualClock } from '../manual-clock.js';

export const datasetsSuite: Suite = ({ open, supports }) => {
  describe('datasets', () => {
    it('creates a dataset whose version, createdAt and updatedAt are equal', async () => {
      const storage = await open();
      const before = Date.now();
      const dataset = await storage.createDataset({
        name: 'capitals',
        description: 'of countries',
        metadata: { owner: 'evals', tags: ['geo'] },
      });
      expect(dataset).toStrictEqual({
        id: dataset.id,
        name: 'capitals',
        description: 'of countries',
        metadata: { owner: 'evals', tags: ['geo'] },
        version: dataset.version,
        createdAt: dataset.version,
        updatedAt: dataset.version,
        ...numberOf(dataset),
      });
      expect(dataset.version).toBeInstanceOf(Date);
      expect(dataset.version.getTime()).toBeGreaterThanOrEqual(before);
      expect(dataset.version.getTime()).toBeLessThanOrEqual(Date.now());
      expect(await storage.getDatasetById({ id: dataset.id })).toStrictEqual(dataset);
    });

    it.each([
      { given: {}, kept: {} },
      { given: { description: undefined, metadata: undefined }, kept: {} },
      { given: { description: null, metadata: null }, kept: {} },
      { given: { description: '', metadata: {} }, kept: { description: '', metadata: {} } },
      { given: { metadata: { a: null } }, kept: { metadata: { a: null } } },
    ])('tells absent fields of a dataset from empty ones: $given', async ({ given, kept }) => {
      const storage = await open();
      const created = await storage.createDataset({ name: 'd', ...given });
      const { id, version, createdAt, updatedAt } = created;
      const dates = { version, createdAt, updatedAt, ...numberOf(created) };
      const expected = { id, name: 'd', ...kept, ...dates };
      expect(created).toStrictEqual(expected);
      expect(await storage.getDatasetById({ id })).toStrictEqual(expected);
    });

    it('gives every dataset its own id, also of the same name', async () => {
      const storage = await open();
      const first = await storage.createDataset({ name: 'same' });
      const second = await storage.createDataset({ name: 'same' });
      expect(first.id).not.toBe(second.id);
      expect(first.id).toMatch(/^\S+$/);
    });

    it('gives null for an unknown dataset', async () => {
      const storage = await open();
      expect(await storage.getDatasetById({ id: UNKNOWN_ID })).toBeNull();
      expect(await storage.getDatasetById({ id: '' })).toBeNull();
    });

    it('updates fields that are given, keeps those that are not, and clears those that are null', async () => {
      const storage = await open();
      const created = await storage.createDataset({
        name: 'old',
        description: 'old',
        metadata: { old: true },
      });
      const { id, createdAt, version } = created;
      const steps = [
        { change: {}, expected: { name: 'old', description: 'old', metadata: { old: true } } },
        {
          change: { name: 'new', description: undefined, metadata: undefined },
          expected: { name: 'new', description: 'old', metadata: { old: true } },
        },
        { change: { description: null }, expected: { name: 'new', metadata: { old: true } } },
        { change: { metadata: { a: 1 } }, expected: { name: 'new', metadata: { a: 1 } } },
        { change: { metadata: null, description: '' }, expected: { name: 'new', description: '' } },
      ];
      for (const { change, expected } of steps) {
        const updated = await storage.updateDataset({ id, ...change });
        const { updatedAt } = updated;
        const dates = { version, createdAt, updatedAt, ...numberOf(created) };
        expect(updated).toStrictEqual({ id, ...expected, ...dates });
        expect(await storage.getDatasetById({ id })).toStrictEqual(updated);
      }
    });

    it('moves updatedAt on at every update of the dataset, and never its version', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage);
      let previous = dataset.updatedAt.getTime();
      for (let round = 0; round < 5; round += 1) {
        const updated = await storage.updateDataset({ id: datasetId, name: `name ${round}` });
        expect(updated.updatedAt.getTime()).toBeGreaterThan(previous);
        expect(updated.version).toStrictEqual(dataset.version);
        previous = updated.updatedAt.getTime();
      }
    });

    it('moves the version on at changes of items, and never updatedAt', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['question']);
      const { id } = at(items, 0);
      await storage.updateItem({ id, datasetId, input: 'other' });
      await storage.deleteItem({ id, datasetId });
      const after = present(await storage.getDatasetById({ id: datasetId }));
      expect(after.updatedAt).toStrictEqual(dataset.updatedAt);
      expect(after.createdAt).toStrictEqual(dataset.createdAt);
      expect(after.version.getTime()).toBeGreaterThan(at(items, 0).version.getTime());
    });

    it('refuses to update an unknown dataset', async () => {
      const storage = await open();
      const error = await expectDatasetsError(
        storage.updateDataset({ id: UNKNOWN_ID, name: 'new' }),
        'DATASET_NOT_FOUND',
      );
      expect(error.details).toMatchObject({ datasetId: UNKNOWN_ID });
      expect((await storage.listDatasets({ pagination: ALL })).datasets).toStrictEqual([]);
    });

    it('deletes a dataset with its items, and no other', async () => {
      const storage = await open();
      const doomed = await makeDataset(storage, ['a', 'b']);
      const other = await makeDataset(storage, ['c']);
      const { version } = at(doomed.items, 1);
      await storage.deleteDataset({ id: doomed.datasetId });

      const { datasetId } = doomed;
      expect(await storage.getDatasetById({ id: datasetId })).toBeNull();
      expect(await currentItems(storage, datasetId)).toStrictEqual([]);
      expect(await storage.getItemsByVersion({ datasetId, version })).toStrictEqual([]);
      for (const { id } of doomed.items) {
        expect(await storage.getItemById({ id })).toBeNull();
        expect(await storage.getItemById({ id, version })).toBeNull();
      }
      await expectDatasetsError(storage.addItem({ datasetId, input: 1 }), 'DATASET_NOT_FOUND');
      expect(await currentItems(storage, other.datasetId)).toStrictEqual(other.items);
      const list = await storage.listDatasets({ pagination: ALL });
      expect(list.datasets.map(({ id }) => id)).toStrictEqual([other.datasetId]);
    });

    it('deletes a dataset with all that its items were', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['edited', 'deleted']);
      const [edited, deleted] = [at(items, 0), at(items, 1)];
      await storage.updateItem({ id: edited.id, datasetId, input: 'new' });
      await storage.deleteItem({ id: deleted.id, datasetId });
      await storage.deleteDataset({ id: datasetId });
      const { version } = deleted;
      expect(await storage.getItemsByVersion({ datasetId, version })).toStrictEqual([]);
      for (const { id } of items) {
        expect(await storage.getItemById({ id, version })).toBeNull();
        if (supports.history) expect(await storage.getItemHistory({ id })).toStrictEqual([]);
      }
    });

    if (supports.clock) {
      it('lists datasets of the same time by id, without a gap or a double', async () => {
        const storage = await open(new ManualClock({ frozen: true }));
        const ids: string[] = [];
        // More than a search fetches at a time.
        for (let index = 0; index < 250; index += 1) {
          ids.push((await storage.createDataset({ name: `dataset ${index}` })).id);
        }
        const expected = ids.toSorted().reverse();
        const idsOf = async (input: ListDatasetsInput) =>
          (await storage.listDatasets(input)).datasets.map(({ id }) => id);
        expect(await idsOf({ pagination: ALL })).toStrictEqual(expected);
        if (supports.search) {
          expect(await idsOf({ pagination: ALL, search: 'DATASET' })).toStrictEqual(expected);
        }
        const pages = [0, 1, 2].map((page) => idsOf({ pagination: { page, perPage: 100 } }));
        expect((await Promise.all(pages)).flat()).toStrictEqual(expected);
      });
    }

    it('takes the deletion of an unknown dataset as done', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const other = await makeDataset(storage);
      await storage.deleteDataset({ id: UNKNOWN_ID });
      await storage.deleteDataset({ id: datasetId });
      await storage.deleteDataset({ id: datasetId });
      const { datasets } = await storage.listDatasets({ pagination: ALL });
      expect(datasets).toStrictEqual([other.dataset]);
    });

    it('lists datasets newest first', async () => {
      const storage = await open();
      const created = [];
      for (let round = 0; round < 5; round += 1) {
        created.push(await storage.createDataset({ name: `dataset ${round}` }));
      }
      await storage.updateDataset({ id: at(created, 0).id, name: 'changed' });
      const { datasets } = await storage.listDatasets({ pagination: ALL });
      expect(datasets.map(({ id }) => id)).toStrictEqual(created.map(({ id }) => id).reverse());
      expect(at(datasets, -1).name).toBe('changed');
    });

    it('keeps text of datasets as it is', async () => {
      const storage = await open();
      const text = ' Ωμέγα \u{1f30d}\n\t"quoted" \\ \'%_* \u2028 e\u0301 ';
      const metadata = parseObject(`{"__proto__":{"a":1},"${'k'.repeat(300)}":"\\u0000\\ud800"}`);
      const { id } = await storage.createDataset({ name: text, description: text, metadata });
      const read = present(await storage.getDatasetById({ id }));
      expect(read.name).toBe(text);
      expect(read.description).toBe(text);
      expect(JSON.stringify(read.metadata)).toBe(JSON.stringify(metadata));
    });

    it('gives callers copies of datasets of their own', async () => {
      const storage = await open();
      const metadata = { list: [1] };
      const created = await storage.createDataset({ name: 'd', metadata });
      const untouched = structuredClone(created);
      const { id } = created;
      metadata.list.push(2);
      for (const copy of [created, present(await storage.getDatasetById({ id }))]) {
        Object.assign(copy.metadata ?? {}, { intruder: true });
        copy.version.setTime(0);
        copy.createdAt.setTime(0);
      }
      const { datasets } = await storage.listDatasets({ pagination: ALL });
      expect(datasets).toStrictEqual([untouched]);
      expect(await storage.getDatasetById({ id })).toStrictEqual(untouched);
    });
  });
};
