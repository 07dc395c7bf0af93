import type { Dataset, DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../canonical.js';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL, allVersions, collect, currentItems, makeDataset, present } from '../fixtures.js';

/** More than a storage fetches at a time, so that a deletion may fall between two fetches. */
const LENGTH = 1_200;

/** After how many turns of the microtask queue the deletion starts. */
const DELAYS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 17, 20, 25, 30, 50, 100, 200];

export const deletionSuite: Suite = ({ open, supports }) => {
  const length = supports.batches ? LENGTH : 3;
  const items = Array.from({ length }, (_, index) => ({ input: `case ${index}` }));

  async function makeLarge(storage: DatasetsStorage): Promise<Dataset> {
    const { datasetId } = await makeDataset(storage);
    if (supports.batches) await storage.addItems({ datasetId, items });
    else for (const item of items) await storage.addItem({ datasetId, ...item });
    return present(await storage.getDatasetById({ id: datasetId }));
  }

  /** Deletes a dataset at many moments of a piece of work, which may fail only by that. */
  async function whileDeleting<Result>(
    work: (storage: DatasetsStorage, dataset: Dataset) => Promise<Result>,
    check: (result: Result) => void,
  ): Promise<void> {
    const storage = await open();
    for (const delay of DELAYS) {
      const dataset = await makeLarge(storage);
      const outcomes = Promise.allSettled([work(storage, dataset)]);
      for (let turn = 0; turn < delay; turn += 1) await Promise.resolve();
      await storage.deleteDataset({ id: dataset.id });
      const [outcome] = await outcomes;
      if (outcome.status === 'fulfilled') check(outcome.value);
      else await expectDatasetsError(Promise.reject(outcome.reason as Error), 'DATASET_NOT_FOUND');
    }
  }

  describe('the deletion of a dataset', () => {
    if (supports.iteration) {
      it('never ends an iteration early as if that were all', async () => {
        const storage = await open();
        const { id: datasetId } = await makeLarge(storage);
        let count = 0;
        const iterating = async () => {
          for await (const item of storage.iterateItems({ datasetId, batchSize: 2 })) {
            count += 1;
            if (count === 2) await storage.deleteDataset({ id: item.datasetId });
          }
          // A storage that had all of them at hand may give them.
          expect(count).toBe(length);
        };
        if (supports.cursors) await expectDatasetsError(iterating(), 'DATASET_NOT_FOUND');
        else await iterating();
      });
    }

    it('leaves a list whole or empty', async () => {
      await whileDeleting(
        (storage, { id }) => storage.listItems({ datasetId: id, pagination: ALL }),
        (list) => {
          expect([0, length]).toContain(list.items.length);
          expect(list.pagination.total).toBe(list.items.length);
        },
      );
    });

    if (supports.search) {
      it('leaves a filtered list whole or empty', async () => {
        await whileDeleting(
          (storage, { id }) =>
            storage.listItems({ datasetId: id, pagination: ALL, search: 'CASE' }),
          (list) => {
            expect([0, length]).toContain(list.items.length);
            expect(list.pagination.total).toBe(list.items.length);
          },
        );
      });
    }

    if (supports.history) {
      it('leaves a list of versions whole or empty', async () => {
        await whileDeleting(
          (storage, { id }) => storage.listVersions({ datasetId: id, pagination: ALL }),
          ({ versions, pagination }) => {
            expect(versions.length === 0 || versions.at(-1)?.number === 0).toBe(true);
            expect(pagination.total).toBe(versions.length);
          },
        );
      });

      it('leaves a version whole, or none', async () => {
        await whileDeleting(
          (storage, { id }) => storage.getVersion({ datasetId: id }),
          (version) => {
            if (version !== null) expect(version).toMatchObject({ itemCount: items.length });
          },
        );
      });
    }

    if (supports.digest) {
      it('gives no digest of a part of a snapshot', async () => {
        const digest = digestOf(items);
        await whileDeleting(
          (storage, { id }) => storage.snapshotDigest({ datasetId: id }),
          (given) => {
            expect(given).toBe(digest);
          },
        );
      });
    }

    if (supports.diff) {
      it('shows in a comparison as no difference of items', async () => {
        await whileDeleting(
          async (storage, { id, createdAt, version }) => {
            const ends = { datasetId: id, from: createdAt, to: version };
            const diff = await storage.diffVersions(ends);
            return { summary: diff.summary, types: (await collect(diff)).map(({ type }) => type) };
          },
          ({ summary, types }) => {
            expect(summary).toStrictEqual({ added: length, updated: 0, deleted: 0 });
            expect(types).toStrictEqual(Array.from({ length }, () => 'added'));
          },
        );
      });
    }

    if (supports.fork) {
      it('makes no fork of a part', async () => {
        await whileDeleting(
          async (storage, { id }) => {
            const fork = await storage.forkDataset({ datasetId: id, name: 'fork' });
            return (await currentItems(storage, fork.id)).length;
          },
          (count) => {
            expect(count).toBe(length);
          },
        );
      });
    }

    if (supports.verification) {
      it('is no damage', async () => {
        await whileDeleting(
          (storage, { id }) => storage.verify({ datasetId: id }),
          ({ problems }) => {
            expect(problems).toStrictEqual([]);
          },
        );
      });
    }
  });

  describe('lists read while others write', () => {
    if (supports.history) {
      it('of versions tell how many there are', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        for (const delay of DELAYS) {
          const listing = storage.listVersions({ datasetId, pagination: ALL });
          for (let turn = 0; turn < delay; turn += 1) await Promise.resolve();
          await storage.addItem({ datasetId, input: delay });
          const { versions, pagination } = await listing;
          expect(pagination.total).toBe(versions.length);
        }
        expect(await allVersions(storage, datasetId)).toHaveLength(DELAYS.length + 1);
      });
    }

    it('of datasets tell how many there are', async () => {
      const storage = await open();
      for (const delay of DELAYS) {
        const listing = storage.listDatasets({ pagination: ALL });
        for (let turn = 0; turn < delay; turn += 1) await Promise.resolve();
        await storage.createDataset({ name: 'another' });
        const { datasets, pagination } = await listing;
        expect(pagination.total).toBe(datasets.length);
      }
    });
  });
};
