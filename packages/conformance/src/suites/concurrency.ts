import type { DatasetItem } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  UNKNOWN_ID,
  at,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  present,
} from '../fixtures.js';

const WRITERS = 40;

function numbers(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

export const concurrencySuite: Suite = ({ open, supports }) => {
  describe('concurrent writers', () => {
    it('lose no item and no version', async () => {
      const storage = await open();
      const { dataset, datasetId } = await makeDataset(storage);
      const added = await Promise.all(
        numbers(WRITERS).map((input) => storage.addItem({ datasetId, input })),
      );
      const items = await currentItems(storage, datasetId);
      expect(new Set(items.map(({ id }) => id)).size).toBe(WRITERS);
      expect(new Set(items.map(({ input }) => input))).toStrictEqual(new Set(numbers(WRITERS)));
      for (const item of added) {
        expect(item.version.getTime()).toBeGreaterThan(dataset.version.getTime());
        const snapshot = await storage.getItemsByVersion({ datasetId, version: item.version });
        expect(snapshot.find(({ id }) => id === item.id)).toStrictEqual(item);
      }
      const newest = Math.max(...added.map(({ version }) => version.getTime()));
      expect((await currentVersion(storage, datasetId)).getTime()).toBe(newest);
    });

    it('of one item make a state each, and every version gives what its call returned', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['start']);
      const { id } = at(items, 0);
      const states = await Promise.all(
        numbers(WRITERS).map((input) => storage.updateItem({ id, datasetId, input })),
      );
      expect(new Set(states.map(({ version }) => version.getTime())).size).toBe(WRITERS);
      expect(new Set(states.map(({ input }) => input)).size).toBe(WRITERS);
      for (const state of states) {
        await expectSnapshot(storage, datasetId, state.version, [state]);
      }
      const newest = states.reduce((left, right) => (left.version > right.version ? left : right));
      expect(await storage.getItemById({ id })).toStrictEqual(newest);
    });

    it('of different fields of one item undo nothing of each other', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['start']);
      const { id } = at(items, 0);
      await Promise.all([
        storage.updateItem({ id, datasetId, input: 'input' }),
        storage.updateItem({ id, datasetId, expectedOutput: 'output' }),
        storage.updateItem({ id, datasetId, context: { a: 1 } }),
      ]);
      expect(present(await storage.getItemById({ id }))).toMatchObject({
        input: 'input',
        expectedOutput: 'output',
        context: { a: 1 },
      });
    });

    it('of every kind leave a state that their results explain', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, numbers(12));
      const [updated, deleted] = [items.slice(0, 6), items.slice(6)];
      const results = await Promise.all([
        ...updated.map(({ id }) => storage.updateItem({ id, datasetId, input: 'updated' })),
        ...deleted.map(({ id }) => storage.deleteItem({ id, datasetId })),
        ...numbers(6).map(() => storage.addItem({ datasetId, input: 'added' })),
      ]);
      const expected = new Map<string, DatasetItem>();
      for (const item of results) if (item !== undefined) expected.set(item.id, item);
      const current = await currentItems(storage, datasetId);
      expect(new Map(current.map((item) => [item.id, item]))).toStrictEqual(expected);
      for (const item of expected.values()) {
        const { id, version } = item;
        expect(await storage.getItemById({ id, version })).toStrictEqual(item);
      }
    });

    it('that delete the same item: one does it, the others learn that it is gone', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const target = { id: at(items, 0).id, datasetId };
      const outcomes = await Promise.allSettled(numbers(5).map(() => storage.deleteItem(target)));
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [Promise.reject(outcome.reason as Error)] : [],
      );
      expect(failures).toHaveLength(4);
      for (const failure of failures) await expectDatasetsError(failure, 'ITEM_NOT_FOUND');
      expect(await currentItems(storage, datasetId)).toStrictEqual([at(items, 1)]);
    });

    it('that fail take no other with them', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a']);
      const calls = numbers(20).map((input) =>
        input % 3 === 0
          ? expectDatasetsError(
              storage.updateItem({ id: UNKNOWN_ID, datasetId, input }),
              'ITEM_NOT_FOUND',
            )
          : storage.addItem({ datasetId, input }),
      );
      await Promise.all(calls);
      const survivors = (await currentItems(storage, datasetId)).map(({ input }) => input);
      const expected = numbers(20).filter((input) => input % 3 !== 0);
      expect(new Set(survivors)).toStrictEqual(new Set([...expected, 'a']));
    });

    it('of several datasets do not mix', async () => {
      const storage = await open();
      const datasets = await Promise.all(numbers(4).map(() => makeDataset(storage)));
      await Promise.all(
        numbers(WRITERS).map((input) =>
          storage.addItem({ datasetId: at(datasets, input % 4).datasetId, input }),
        ),
      );
      for (const [index, { datasetId }] of datasets.entries()) {
        const items = await currentItems(storage, datasetId);
        expect(items.map(({ input }) => Number(input) % 4)).toStrictEqual(
          numbers(WRITERS / 4).map(() => index),
        );
      }
    });

    it('and readers: no reader sees half a state', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, [0]);
      const { id } = at(items, 0);
      const writers = numbers(20).map((input) =>
        storage.updateItem({ id, datasetId, input, expectedOutput: input }),
      );
      const readers = numbers(20).map(async () => {
        const item = present(await storage.getItemById({ id }));
        const snapshot = await storage.getItemsByVersion({ datasetId, version: item.version });
        return { item, snapshot };
      });
      const reads = await Promise.all(readers);
      await Promise.all(writers);
      for (const { item, snapshot } of reads) {
        expect(snapshot).toStrictEqual([item]);
        expect(item.expectedOutput ?? 0).toBe(item.input);
      }
    });

    it('of fields of the dataset lose none, each with its own updatedAt', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const updates = await Promise.all([
        storage.updateDataset({ id: datasetId, name: 'name' }),
        storage.updateDataset({ id: datasetId, description: 'description' }),
        storage.updateDataset({ id: datasetId, metadata: { a: 1 } }),
        storage.addItem({ datasetId, input: 'item' }),
      ]);
      expect(new Set(updates.slice(0, 3).map(({ updatedAt }) => updatedAt.getTime())).size).toBe(3);
      const dataset = present(await storage.getDatasetById({ id: datasetId }));
      expect(dataset).toMatchObject({
        name: 'name',
        description: 'description',
        metadata: { a: 1 },
        version: at(updates, 3).version,
      });
    });

    if (supports.history)
      it('are all in the version list', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const added = await Promise.all(
          numbers(WRITERS).map((input) => storage.addItem({ datasetId, input })),
        );
        const { versions } = await storage.listVersions({
          datasetId,
          pagination: { page: 0, perPage: false },
        });
        const total = versions.reduce((sum, { added: count }) => sum + count, 0);
        expect(total).toBe(WRITERS);
        expect(
          new Set(versions.slice(0, -1).map(({ version }) => version.getTime())),
        ).toStrictEqual(new Set(added.map(({ version }) => version.getTime())));
      });
  });
};
