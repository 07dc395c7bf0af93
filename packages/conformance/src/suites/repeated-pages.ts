import type {
  DatasetItem,
  DatasetsStorage,
  DatasetsSupports,
  IterateItemsInput,
} from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { at, collect, currentVersion } from '../fixtures.js';

type Query = Omit<IterateItemsInput, 'datasetId'>;

const COUNT = 23;
const PER_PAGE = 5;

/** Lists whose pages a storage finds by going through the whole version. */
function queriesOf(supports: DatasetsSupports): [string, Query][] {
  const { sampling, ordering, queries, search } = supports;
  return [
    ...(sampling ? [['in random order', { order: 'shuffled' }] as [string, Query]] : []),
    ...(sampling ? [['of a sample', { sample: { size: 17, seed: 's' } }] as [string, Query]] : []),
    ...(ordering
      ? [['by update', { orderBy: { field: 'updatedAt', direction: 'asc' } }] as [string, Query]]
      : []),
    ...(queries
      ? [['with conditions', { where: { 'input.part': { $ne: 1 } } }] as [string, Query]]
      : []),
    ...(queries && ordering
      ? [
          ['with conditions, oldest first', { where: { 'input.part': 0 }, order: 'oldest' }] as [
            string,
            Query,
          ],
        ]
      : []),
    ...(search ? [['with a text', { search: 'even' }] as [string, Query]] : []),
  ];
}

/** A dataset of items that have names where they can, of which some were changed later. */
async function fill(storage: DatasetsStorage, datasetId: string): Promise<DatasetItem[]> {
  const items: DatasetItem[] = [];
  for (let number = 0; number < COUNT; number += 1) {
    const name = storage.supports.externalIds ? { externalId: `name ${number}` } : {};
    const input = { number, part: number % 3, text: number % 2 === 0 ? 'even' : 'odd' };
    items.push(await storage.addItem({ datasetId, input, ...name }));
  }
  for (const index of [3, 4, 12]) {
    const { id, input } = at(items, index);
    await storage.updateItem({ datasetId, id, input });
  }
  return items;
}

/** Reads every page by its number, the last one first, and compares them with an iteration. */
async function expectPages(storage: DatasetsStorage, query: IterateItemsInput): Promise<void> {
  const expected = await collect(storage.iterateItems(query));
  const total = expected.length;
  for (let page = Math.ceil(COUNT / PER_PAGE); page >= 0; page -= 1) {
    const pagination = { page, perPage: PER_PAGE };
    const list = await storage.listItems({ ...query, pagination });
    const rest = expected.slice(page * PER_PAGE);
    expect(list.items).toStrictEqual(rest.slice(0, PER_PAGE));
    expect(list.pagination).toStrictEqual({
      ...pagination,
      total,
      hasMore: rest.length > PER_PAGE,
    });
  }
}

export const repeatedPagesSuite: Suite = ({ open, supports, clears }) => {
  describe.each(queriesOf(supports))('pages of a list %s that are read again', (_, query) => {
    it('hold the same as an iteration, at every version', async () => {
      const storage = await open();
      const { id: datasetId } = await storage.createDataset({ name: 'pages' });
      const items = await fill(storage, datasetId);
      const { version } = at(items, 14);
      for (let turn = 0; turn < 2; turn += 1) {
        await expectPages(storage, { ...query, datasetId });
        await expectPages(storage, { ...query, datasetId, version });
      }
      await storage.deleteItem({ datasetId, id: at(items, 7).id });
      await storage.addItem({ datasetId, input: { number: COUNT, part: 0, text: 'even' } });
      await expectPages(storage, { ...query, datasetId });
      await expectPages(storage, { ...query, datasetId, version });
    });

    it.each([
      ...(supports.purge ? [['in a new version', {}] as const] : []),
      ...(supports.purgeInPlace ? [['in place', { keep: true }] as const] : []),
    ])('know of a purge %s', async (_way, way) => {
      const storage = await open();
      const { id: datasetId } = await storage.createDataset({ name: 'purged' });
      const items = await fill(storage, datasetId);
      const version = await currentVersion(storage, datasetId);
      for (const { id } of [at(items, 0), at(items, 6), at(items, 12)]) {
        await expectPages(storage, { ...query, datasetId, version });
        await storage.purgeItem({ datasetId, id, ...way });
        await expectPages(storage, { ...query, datasetId, version });
        await expectPages(storage, { ...query, datasetId });
      }
    });

    if (supports.cursors && supports.purgeInPlace) {
      it('lead on by cursor after a purge of the item that they ended with', async () => {
        const storage = await open();
        const { id: datasetId } = await storage.createDataset({ name: 'cursor' });
        await fill(storage, datasetId);
        const expected = await collect(storage.iterateItems({ ...query, datasetId }));
        const pagination = { page: 0, perPage: PER_PAGE };
        const first = await storage.listItems({ ...query, datasetId, pagination });
        const last = at(first.items, -1);
        await storage.purgeItem({ datasetId, id: last.id, keep: true });
        const seen = first.items.map(({ id }) => id);
        let cursor = first.nextCursor;
        while (cursor !== undefined) {
          const list = await storage.listItems({ ...query, datasetId, pagination, cursor });
          // Its new rank may put it behind the place where the page ended.
          seen.push(...list.items.map(({ id }) => id).filter((id) => id !== last.id));
          cursor = list.nextCursor;
        }
        expect(new Set(seen).size).toBe(seen.length);
        // Where its rank took it out of a sample, another item came in.
        const known = new Set(expected.map(({ id }) => id));
        expect(seen.filter((id) => known.has(id))).toStrictEqual([...known]);
      });
    }

    if (supports.ownIds && supports.clock) {
      it('are those of the dataset that is there, also when it was made again', async () => {
        const now = Date.UTC(2026, 0, 1);
        const storage = await open({ now: () => now, wait: () => Promise.resolve() });
        const datasetId = 'again';
        const ways = [
          () => storage.deleteDataset({ id: datasetId }),
          ...(clears ? [() => storage.dangerouslyClearAll()] : []),
        ];
        for (const remove of ways) {
          await storage.createDataset({ id: datasetId, name: 'again' });
          await fill(storage, datasetId);
          await expectPages(storage, { ...query, datasetId });
          await remove();
          await expectPages(storage, { ...query, datasetId });
          await storage.createDataset({ id: datasetId, name: 'again' });
          await fill(storage, datasetId);
          await expectPages(storage, { ...query, datasetId });
          await remove();
        }
      });
    }
  });
};
