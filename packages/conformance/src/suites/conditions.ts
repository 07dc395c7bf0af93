import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { UNKNOWN_ID, at, currentItems, currentVersion, makeDataset, shifted } from '../fixtures.js';

/** The item to change, and the state that it has to be in. */
interface Target {
  readonly datasetId: string;
  readonly id: string;
  readonly expectedItemVersion: Date | number;
}

interface Change {
  readonly name: string;
  readonly apply: (storage: DatasetsStorage, target: Target) => Promise<unknown>;
}

const CHANGES: readonly Change[] = [
  { name: 'updateItem', apply: (storage, target) => storage.updateItem({ ...target, input: 1 }) },
  { name: 'deleteItem', apply: (storage, target) => storage.deleteItem(target) },
];

/** The same through batches, which do something else before and after it. */
const BATCHES: readonly Change[] = [
  {
    name: 'updateItems',
    apply: async (storage, { datasetId, ...target }) => {
      const [other] = await others(storage, datasetId, target.id);
      const items = [
        { id: other, input: 'other' },
        { ...target, input: 1 },
      ];
      return storage.updateItems({ datasetId, items });
    },
  },
  {
    name: 'deleteItems',
    apply: async (storage, { datasetId, ...target }) => {
      const [other] = await others(storage, datasetId, target.id);
      return storage.deleteItems({ datasetId, ids: [other, target] });
    },
  },
  ...(['update', 'delete'] as const).map((type) => ({
    name: `applyChanges of the type ${type}`,
    apply: (storage: DatasetsStorage, { datasetId, ...target }: Target) => {
      const change = type === 'update' ? { type, ...target, input: 1 } : { type, ...target };
      return storage.applyChanges({ datasetId, changes: [{ type: 'add', input: 'new' }, change] });
    },
  })),
];

async function others(
  storage: DatasetsStorage,
  datasetId: string,
  id: string,
): Promise<[string, ...string[]]> {
  const ids = (await currentItems(storage, datasetId)).map((item) => item.id);
  const [first, ...rest] = ids.filter((other) => other !== id);
  return [first ?? UNKNOWN_ID, ...rest];
}

export const conditionsSuite: Suite = ({ open, supports }) => {
  const changes = supports.batches ? [...CHANGES, ...BATCHES] : CHANGES;
  /** The ways to name the state of an item. */
  const referencesTo = ({ version, versionNumber }: DatasetItem) =>
    versionNumber === undefined ? [version] : [version, versionNumber];

  describe('expectedItemVersion', () => {
    it.each(changes)('lets $name through, whatever happened to others', async ({ apply }) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b', 'c', 'd']);
      await storage.updateItem({ datasetId, id: at(items, 3).id, input: 'D' });
      // Each way changes another item, and the batches change others besides.
      for (const way of referencesTo(at(items, 0)).keys()) {
        const item = at(items, way);
        const expectedItemVersion = at(referencesTo(item), way);
        const before = await currentVersion(storage, datasetId);
        await apply(storage, { datasetId, id: item.id, expectedItemVersion });
        const after = await storage.getItemById({ id: item.id });
        expect(after === null || after.input === 1).toBe(true);
        expect((await currentVersion(storage, datasetId)).getTime()).toBeGreaterThan(
          before.getTime(),
        );
      }
    });

    it.each(changes)('stops $name where the item was changed, and says so', async ({ apply }) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const seen = at(items, 0);
      const { id } = seen;
      const present = await storage.updateItem({ datasetId, id, input: 'A' });
      const before = await currentItems(storage, datasetId);
      const outdated = [...referencesTo(seen), shifted(present.version, 1)];
      for (const expectedItemVersion of outdated) {
        const work = () => apply(storage, { datasetId, id, expectedItemVersion });
        const { details } = await expectDatasetsError(work, 'VERSION_CONFLICT');
        const current = present.version;
        expect(details).toMatchObject({ datasetId, id, expected: expectedItemVersion, current });
        if (present.versionNumber === undefined) continue;
        expect(details).toMatchObject({ currentNumber: present.versionNumber });
      }
      expect(await currentVersion(storage, datasetId)).toStrictEqual(present.version);
      expect(await currentItems(storage, datasetId)).toStrictEqual(before);
    });

    if (supports.history) {
      it('says how a time is passed where it is given as a number', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a']);
        const { id, version } = at(items, 0);
        const target = { datasetId, id, expectedItemVersion: version.getTime() };
        for (const call of [
          () => storage.deleteItem(target),
          () => storage.updateItem({ ...target, input: 'A' }),
        ]) {
          const { message } = await expectDatasetsError(call, 'VERSION_CONFLICT');
          expect(message).toContain(`new Date(${version.getTime()})`);
        }
      });

      it('takes no number of a commit that there is not', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, ['a']);
        const target = { datasetId, id: at(items, 0).id, expectedItemVersion: 1_000 };
        await expectDatasetsError(storage.deleteItem(target), 'VERSION_CONFLICT');
      });
    }

    it('tells of items that are not there', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const elsewhere = await makeDataset(storage, ['c']);
      const deleted = at(items, 0);
      await storage.deleteItem({ datasetId, id: deleted.id });
      for (const { apply } of changes) {
        for (const expectedItemVersion of referencesTo(deleted)) {
          const target = { datasetId, id: deleted.id, expectedItemVersion };
          await expectDatasetsError(apply(storage, target), 'ITEM_NOT_FOUND');
        }
        const stranger = at(elsewhere.items, 0);
        for (const expectedItemVersion of referencesTo(stranger)) {
          const target = { datasetId, id: stranger.id, expectedItemVersion };
          await expectDatasetsError(apply(storage, target), 'ITEM_DATASET_MISMATCH');
        }
      }
      expect(await currentItems(storage, datasetId)).toStrictEqual([at(items, 1)]);
    });

    it('lets one of several racing writers win, and holds up no other', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const [contended, free] = [at(items, 0), at(items, 1)];
      const { id, version } = contended;
      const rivals = [0, 1, 2, 3].map((input) =>
        storage.updateItem({ datasetId, id, input, expectedItemVersion: version }),
      );
      const unconditional = storage.updateItem({ datasetId, id: free.id, input: 'B' });
      const outcomes = await Promise.allSettled(rivals);
      const winners = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      expect(winners).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') continue;
        await expectDatasetsError(Promise.reject(outcome.reason as Error), 'VERSION_CONFLICT');
      }
      expect(await currentItems(storage, datasetId)).toStrictEqual([
        await unconditional,
        ...winners,
      ]);
    });

    if (supports.batches) {
      it('goes together with expectedVersion, and both have to hold', async () => {
        const storage = await open();
        const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
        const { id, version } = at(items, 0);
        const newest = at(items, 1).version;
        const target = { datasetId, id, input: 'A' };
        const refused = [
          { expectedVersion: newest, expectedItemVersion: newest },
          { expectedVersion: dataset.version, expectedItemVersion: version },
        ];
        for (const conditions of refused) {
          const work = storage.updateItem({ ...target, ...conditions });
          await expectDatasetsError(work, 'VERSION_CONFLICT');
        }
        const conditions = { expectedVersion: newest, expectedItemVersion: version };
        expect(await storage.updateItem({ ...target, ...conditions })).toMatchObject({
          input: 'A',
        });
      });
    }
  });

  describe('expectedUpdatedAt', () => {
    it('lets an update of a dataset through that was seen as it is', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage, ['a']);
      const expectedUpdatedAt = dataset.updatedAt;
      const updated = await storage.updateDataset({ id: datasetId, name: 'b', expectedUpdatedAt });
      expect(updated.name).toBe('b');
      expect(await storage.getDatasetById({ id: datasetId })).toStrictEqual(updated);
    });

    it('stops an update after another one, and says so', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage);
      const present = await storage.updateDataset({ id: datasetId, name: 'b' });
      for (const expectedUpdatedAt of [dataset.updatedAt, shifted(present.updatedAt, 1)]) {
        const work = storage.updateDataset({ id: datasetId, name: 'c', expectedUpdatedAt });
        const { details } = await expectDatasetsError(work, 'VERSION_CONFLICT');
        const current = present.updatedAt;
        expect(details).toMatchObject({ datasetId, expected: expectedUpdatedAt, current });
      }
      expect(await storage.getDatasetById({ id: datasetId })).toStrictEqual(present);
    });

    it('lets one of several racing updates win', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage);
      const expectedUpdatedAt = dataset.updatedAt;
      const outcomes = await Promise.allSettled(
        ['b', 'c', 'd'].map((name) =>
          storage.updateDataset({ id: datasetId, name, expectedUpdatedAt }),
        ),
      );
      const winners = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      expect(winners).toHaveLength(1);
      expect(await storage.getDatasetById({ id: datasetId })).toStrictEqual(winners[0]);
    });

    it('tells of a dataset that is not there', async () => {
      const storage = await open();
      const work = storage.updateDataset({ id: UNKNOWN_ID, expectedUpdatedAt: new Date() });
      await expectDatasetsError(work, 'DATASET_NOT_FOUND');
    });
  });
};
