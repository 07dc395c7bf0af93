import { LIMITS } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL, allVersions, at, currentItems, expectSnapshot } from '../fixtures.js';

/** Ids that look like others, or mean something elsewhere. */
const IDS = [
  'capitals',
  'Capitals',
  'capitals ',
  '0',
  '00',
  "it's",
  '%',
  '../etc',
  '\u00e9',
  'e\u0301',
  '\u{1f600}',
  '01890000-0000-7000-8000-00000000000a',
  '01890000-0000-7000-8000-00000000000A',
  '01890000-0000-8000-8000-00000000000a',
  '{01890000-0000-7000-8000-00000000000a}',
  '01890000000070008000-00000000000a',
  'x'.repeat(LIMITS.idLength),
];

export const ownIdsSuite: Suite = ({ open, supports }) => {
  describe('ids of the caller', () => {
    it.each(IDS)('%j names a dataset wherever an id is taken', async (id) => {
      const storage = await open();
      const created = await storage.createDataset({ id, name: 'mine' });
      expect(created.id).toBe(id);
      const other = await storage.createDataset({ name: 'other' });
      const datasetId = id;
      const item = await storage.addItem({ datasetId, input: 1 });
      expect(item.datasetId).toBe(id);
      const updated = await storage.updateItem({ datasetId, id: item.id, input: 2 });
      expect(await storage.getItemById({ id: item.id })).toStrictEqual(updated);
      const then = await storage.getItemById({ id: item.id, version: item.version });
      expect(then).toStrictEqual(item);
      await expectSnapshot(storage, datasetId, item.version, [item]);
      const dataset = await storage.updateDataset({ id, name: 'renamed' });
      expect(dataset).toMatchObject({ id, name: 'renamed', version: updated.version });
      expect(await storage.getDatasetById({ id })).toStrictEqual(dataset);
      const { datasets } = await storage.listDatasets({ pagination: ALL });
      expect(datasets).toHaveLength(2);
      expect(datasets).toContainEqual(dataset);
      const foreign = storage.updateItem({ datasetId: other.id, id: item.id, input: 3 });
      await expectDatasetsError(foreign, 'ITEM_DATASET_MISMATCH');
      if (supports.history) {
        for (const version of await allVersions(storage, datasetId)) {
          expect(version.datasetId).toBe(id);
        }
        const [state] = await storage.getItemHistory({ id: item.id });
        expect(state?.item).toStrictEqual(updated);
        expect(await storage.getItemById({ id: item.id, version: 1 })).toStrictEqual(item);
      }
      if (supports.tags) {
        const tag = await storage.tagVersion({ datasetId, version: item.version, tag: 'v1' });
        expect(await storage.listTags({ datasetId })).toStrictEqual([tag]);
        expect(tag.datasetId).toBe(id);
      }
      if (supports.fork) {
        const fork = await storage.forkDataset({ datasetId, name: 'fork' });
        const [copy] = await currentItems(storage, fork.id);
        expect(copy).toMatchObject({ datasetId: fork.id, input: 2 });
      }
      if (supports.imports) {
        await storage.importItems({ datasetId, items: [{ input: 3 }] });
        const [imported] = await currentItems(storage, datasetId);
        expect(imported).toMatchObject({ datasetId: id, input: 3 });
      }
      if (supports.verification) {
        expect(await storage.verify({ datasetId })).toMatchObject({ datasetId: id, problems: [] });
      }
      await storage.deleteDataset({ id });
      expect(await storage.getDatasetById({ id })).toBeNull();
      expect(await storage.getItemById({ id: item.id })).toBeNull();
    });

    it('tell datasets of similar ids apart', async () => {
      const storage = await open();
      for (const id of IDS) {
        await storage.createDataset({ id, name: id });
        await storage.addItem({ datasetId: id, input: id });
      }
      for (const id of IDS) {
        expect((await storage.getDatasetById({ id }))?.name).toBe(id);
        expect(await currentItems(storage, id)).toMatchObject([{ datasetId: id, input: id }]);
      }
    });

    it('that are taken are refused, or give the dataset as it is', async () => {
      const storage = await open();
      const first = await storage.createDataset({ id: 'mine', name: 'first' });
      const item = await storage.addItem({ datasetId: 'mine', input: 1 });
      for (const onConflict of [undefined, 'error'] as const) {
        const work = storage.createDataset({ id: 'mine', name: 'second', onConflict });
        const error = await expectDatasetsError(work, 'DATASET_EXISTS');
        expect(error.details).toMatchObject({ datasetId: 'mine' });
      }
      const skipped = { id: 'mine', name: 'third', onConflict: 'skip' } as const;
      const found = await storage.createDataset(skipped);
      expect(found).toMatchObject({ name: 'first', createdAt: first.createdAt });
      expect(found).toStrictEqual(await storage.getDatasetById({ id: 'mine' }));
      await expectSnapshot(storage, 'mine', new Date(), [item]);
      const fresh = await storage.createDataset({ name: 'no id', onConflict: 'skip' });
      expect(fresh.id).not.toBe('mine');
    });

    it('raced for make one dataset', async () => {
      const storage = await open();
      const made = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          storage.createDataset({ id: 'raced', name: `${index}`, onConflict: 'skip' }),
        ),
      );
      for (const dataset of made) expect(dataset).toStrictEqual(at(made, 0));
      const outcomes = await Promise.allSettled(
        Array.from({ length: 4 }, () => storage.createDataset({ id: 'other', name: 'd' })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await storage.listDatasets({ pagination: ALL })).datasets).toHaveLength(2);
    });

    it('that a dataset had are free once it is deleted', async () => {
      const storage = await open();
      const first = await storage.createDataset({ id: 'mine', name: 'first' });
      await storage.addItem({ datasetId: 'mine', input: 1 });
      await storage.deleteDataset({ id: 'mine' });
      const second = await storage.createDataset({ id: 'mine', name: 'second' });
      expect(second.createdAt.getTime()).toBeGreaterThanOrEqual(first.createdAt.getTime());
      expect(await currentItems(storage, 'mine')).toStrictEqual([]);
    });

    it('are refused when they are empty or too long', async () => {
      const storage = await open();
      for (const id of ['', 'x'.repeat(LIMITS.idLength + 1)]) {
        const work = storage.createDataset({ id, name: 'd' });
        const error = await expectDatasetsError(work, 'INVALID_ARGUMENT');
        expect(error.details).toMatchObject({ path: 'id' });
      }
    });
  });
};
