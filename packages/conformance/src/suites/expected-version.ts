import type { DatasetsStorage, VersionReference } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  at,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  shifted,
} from '../fixtures.js';

type Mutation = (
  storage: DatasetsStorage,
  target: { datasetId: string; expectedVersion: VersionReference },
  id: string,
) => Promise<unknown>;

const MUTATIONS: readonly { name: string; mutate: Mutation }[] = [
  { name: 'addItem', mutate: (storage, target) => storage.addItem({ ...target, input: 1 }) },
  {
    name: 'updateItem',
    mutate: (storage, target, id) => storage.updateItem({ ...target, id, input: 1 }),
  },
  { name: 'deleteItem', mutate: (storage, target, id) => storage.deleteItem({ ...target, id }) },
  {
    name: 'addItems',
    mutate: (storage, target) => storage.addItems({ ...target, items: [{ input: 1 }] }),
  },
  {
    name: 'updateItems',
    mutate: (storage, target, id) => storage.updateItems({ ...target, items: [{ id, input: 1 }] }),
  },
  {
    name: 'deleteItems',
    mutate: (storage, target, id) => storage.deleteItems({ ...target, ids: [id] }),
  },
  {
    name: 'applyChanges',
    mutate: (storage, target, id) =>
      storage.applyChanges({ ...target, changes: [{ type: 'update', id, input: 1 }] }),
  },
];

export const expectedVersionSuite: Suite = ({ open, supports }) => {
  describe('expectedVersion', () => {
    const mutations = [...MUTATIONS];
    if (supports.restore) {
      mutations.push({
        name: 'restoreVersion',
        mutate: (storage, target) => storage.restoreVersion({ ...target, version: new Date() }),
      });
    }
    if (supports.queries) {
      mutations.push({
        name: 'deleteItems of what matches',
        mutate: (storage, target) => storage.deleteItems({ ...target, where: { input: 'a' } }),
      });
    }

    it.each(mutations)('lets $name through at the newest version', async ({ mutate }) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const version = await currentVersion(storage, datasetId);
      const { id } = at(items, 0);
      await mutate(storage, { datasetId, expectedVersion: version }, id);
      const after = await currentVersion(storage, datasetId);
      expect(after.getTime()).toBeGreaterThan(version.getTime());
      await expectSnapshot(storage, datasetId, version, items.toReversed());
    });

    it.each(mutations)('stops $name at any other version', async ({ mutate }) => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const current = await currentVersion(storage, datasetId);
      const { id } = at(items, 0);
      const others = [dataset.version, at(items, 0).version, shifted(current, 1)];
      for (const expectedVersion of others) {
        const work = () => mutate(storage, { datasetId, expectedVersion }, id);
        const error = await expectDatasetsError(work, 'VERSION_CONFLICT');
        expect(error.details).toMatchObject({ expected: expectedVersion, current });
      }
      expect(await currentVersion(storage, datasetId)).toStrictEqual(current);
      expect(await currentItems(storage, datasetId)).toStrictEqual(items.toReversed());
    });

    it('lets one of several racing writers win', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['start']);
      const { id, version } = at(items, 0);
      const outcomes = await Promise.allSettled(
        [0, 1, 2, 3].map((input) =>
          storage.updateItem({ id, datasetId, input, expectedVersion: version }),
        ),
      );
      const winners = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      expect(winners).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') continue;
        await expectDatasetsError(Promise.reject(outcome.reason as Error), 'VERSION_CONFLICT');
      }
      expect(await currentItems(storage, datasetId)).toStrictEqual(winners);
    });

    if (supports.history) {
      it('may be a commit number', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage, ['a', 'b']);
        await expectDatasetsError(
          storage.addItem({ datasetId, input: 'c', expectedVersion: 1 }),
          'VERSION_CONFLICT',
        );
        await storage.addItem({ datasetId, input: 'c', expectedVersion: 2 });
        expect(await currentItems(storage, datasetId)).toHaveLength(3);
      });
    }

    if (supports.tags) {
      it('may be a tag', async () => {
        const storage = await open();
        const { dataset, datasetId } = await makeDataset(storage, ['a']);
        await storage.tagVersion({ datasetId, version: dataset.version, tag: 'empty' });
        await storage.tagVersion({ datasetId, version: new Date(), tag: 'full' });
        await expectDatasetsError(
          storage.addItem({ datasetId, input: 'b', expectedVersion: 'empty' }),
          'VERSION_CONFLICT',
        );
        await storage.addItem({ datasetId, input: 'b', expectedVersion: 'full' });
        expect(await currentItems(storage, datasetId)).toHaveLength(2);
      });
    }
  });
};
