import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { ALL, at, collect, currentVersion } from '../fixtures.js';

/** How many items the dataset has at first. */
const LENGTH = 12;

/** A dataset after many changes, and every version it has had. */
interface Changed {
  readonly datasetId: string;
  readonly versions: readonly Date[];
}

/** Adds items of one time, and more of later times. */
async function addItems(
  storage: DatasetsStorage,
  datasetId: string,
  count: number,
  batches: boolean,
): Promise<DatasetItem[]> {
  const inputs = Array.from({ length: count }, (_, input) => ({ input }));
  if (batches) return storage.addItems({ datasetId, items: inputs });
  const items: DatasetItem[] = [];
  for (const { input } of inputs) items.push(await storage.addItem({ datasetId, input }));
  return items;
}

/**
 * Edits all items, some of them several times, deletes some, adds others, and brings deleted ones
 * back, so that every version has states of all kinds behind it and in its future.
 */
async function changeMuch(
  storage: DatasetsStorage,
  { batches, restore }: { readonly batches: boolean; readonly restore: boolean },
): Promise<Changed> {
  const { id: datasetId, version } = await storage.createDataset({ name: 'changed' });
  const versions = [version];
  const remember = async () => {
    versions.push(await currentVersion(storage, datasetId));
  };
  const items = await addItems(storage, datasetId, LENGTH, batches);
  await remember();
  for (const [index, { id }] of items.entries()) {
    for (let edit = 0; edit <= index % 3; edit += 1) {
      await storage.updateItem({ datasetId, id, input: { index, edit } });
    }
    if (index % 4 === 3) await remember();
  }
  const full = at(versions, -1);
  for (const index of [0, 3, 4, 5, 11]) {
    await storage.deleteItem({ datasetId, id: at(items, index).id });
    await remember();
  }
  await addItems(storage, datasetId, 3, batches);
  await remember();
  if (restore) {
    await storage.restoreVersion({ datasetId, version: full });
    await remember();
  }
  await storage.updateItem({ datasetId, id: at(items, 6).id, input: 'last' });
  await remember();
  return { datasetId, versions };
}

export const oldPagesSuite: Suite = ({ open, supports }) => {
  describe('pages of old versions', () => {
    it.each([1, 2, 5, LENGTH, 100])(
      'of %i items hold each item of the version once, whatever came since',
      async (perPage) => {
        const storage = await open();
        const { datasetId, versions } = await changeMuch(storage, supports);
        for (const version of versions) {
          const all = await storage.getItemsByVersion({ datasetId, version });
          const pages: DatasetItem[][] = [];
          for (let page = 0; page <= all.length / perPage; page += 1) {
            const pagination = { page, perPage };
            pages.push((await storage.listItems({ datasetId, version, pagination })).items);
          }
          expect(pages.flat()).toStrictEqual(all);
          expect(pages.slice(0, -1).every(({ length }) => length === perPage)).toBe(true);
          const list = await storage.listItems({ datasetId, version, pagination: ALL });
          expect(list.items).toStrictEqual(all);
        }
      },
    );

    it.each([1, 3, LENGTH])('are what an iteration by %i is made of', async (batchSize) => {
      const storage = await open();
      const { datasetId, versions } = await changeMuch(storage, supports);
      for (const version of versions) {
        const all = await storage.getItemsByVersion({ datasetId, version });
        const of = { datasetId, version, batchSize };
        expect(await collect(storage.iterateItems(of))).toStrictEqual(all);
        const oldest = storage.iterateItems({ ...of, order: 'oldest' });
        expect(await collect(oldest)).toStrictEqual(all.toReversed());
      }
    });
  });
};
