import { createHash } from 'node:crypto';
import type { DatasetItem, DatasetsStorage, IterateItemsInput } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL, collect, makeDataset } from '../fixtures.js';

/** The rank of an item, as docs/sampling.md says. */
function rankOf(seed: string, { externalId, id }: DatasetItem): bigint {
  const hash = createHash('sha256')
    .update(seed)
    .update(Buffer.from([0]));
  return BigInt(`0x${hash.update(externalId ?? id).digest('hex')}`);
}

function sortedByRank(seed: string, items: readonly DatasetItem[]): DatasetItem[] {
  return [...items].sort((left, right) => (rankOf(seed, left) < rankOf(seed, right) ? -1 : 1));
}

/** A dataset of numbers; every third item has an external id. */
async function makeNumbers(storage: DatasetsStorage, count: number) {
  const { datasetId } = await makeDataset(storage);
  const hasExternalIds = storage.supports.externalIds;
  for (let input = 0; input < count; input += 1) {
    const isNamed = hasExternalIds && input % 3 === 0;
    await storage.addItem({ datasetId, input, ...(isNamed ? { externalId: `n${input}` } : {}) });
  }
  const items = await collect(storage.iterateItems({ datasetId }));
  return { datasetId, items };
}

function idsOf(items: readonly DatasetItem[]): string[] {
  return items.map(({ id }) => id);
}

export const samplingSuite: Suite = ({ open }) => {
  const find = async (storage: DatasetsStorage, query: IterateItemsInput) =>
    idsOf(await collect(storage.iterateItems(query)));

  describe('sampling', () => {
    it('takes the items of the lowest ranks, in the usual order', async () => {
      const storage = await open();
      const { datasetId, items } = await makeNumbers(storage, 30);
      for (const seed of ['', '2026', 'été']) {
        for (const size of [0, 1, 7, 30, 1_000]) {
          const lowest = new Set(idsOf(sortedByRank(seed, items).slice(0, size)));
          const expected = idsOf(items).filter((id) => lowest.has(id));
          expect(await find(storage, { datasetId, sample: { size, seed } })).toStrictEqual(
            expected,
          );
          const list = await storage.listItems({
            datasetId,
            sample: { size, seed },
            pagination: ALL,
          });
          expect(idsOf(list.items)).toStrictEqual(expected);
          expect(list.pagination.total).toBe(expected.length);
        }
        for (const fraction of [0, 0.1, 0.5, 1]) {
          const limit = BigInt(Math.ceil(fraction * 2 ** 256));
          const expected = idsOf(items.filter((item) => rankOf(seed, item) < limit));
          const sample = { fraction, seed };
          expect(await find(storage, { datasetId, sample })).toStrictEqual(expected);
        }
      }
    });

    it('keeps what was in a sample when an item is added', async () => {
      const storage = await open();
      const { datasetId } = await makeNumbers(storage, 20);
      const sample = { size: 5, seed: 'stable' };
      const before = await find(storage, { datasetId, sample });
      const { id } = await storage.addItem({ datasetId, input: 'new' });
      const after = await find(storage, { datasetId, sample });
      const kept = after.filter((each) => each !== id);
      expect(before).toEqual(expect.arrayContaining(kept));
      expect(kept.length).toBeGreaterThanOrEqual(4);
    });

    it('divides a dataset into shards that hold each item once', async () => {
      const storage = await open();
      const { datasetId, items } = await makeNumbers(storage, 25);
      const shards: string[] = [];
      for (let index = 0; index < 4; index += 1) {
        const expected = items.filter((item) => rankOf('', item) % 4n === BigInt(index));
        const shard = await find(storage, { datasetId, shard: { index, count: 4 } });
        expect(shard).toStrictEqual(idsOf(expected));
        shards.push(...shard);
      }
      expect(shards.sort()).toStrictEqual(idsOf(items).sort());
      const seeded = { index: 1, count: 3, seed: 'other' };
      expect(await find(storage, { datasetId, shard: seeded })).toStrictEqual(
        idsOf(items.filter((item) => rankOf('other', item) % 3n === 1n)),
      );
    });

    it('takes the shard from the sample', async () => {
      const storage = await open();
      const { datasetId, items } = await makeNumbers(storage, 20);
      const sampled = new Set(sortedByRank('s', items).slice(0, 10));
      const expected = items.filter((item) => sampled.has(item) && rankOf('', item) % 2n === 1n);
      const query = { sample: { size: 10, seed: 's' }, shard: { index: 1, count: 2 } };
      expect(await find(storage, { datasetId, ...query })).toStrictEqual(idsOf(expected));
    });

    it('shuffles by rank, page by page too', async () => {
      const storage = await open();
      const { datasetId, items } = await makeNumbers(storage, 23);
      const shuffled = idsOf(sortedByRank('seed', items));
      const order = { order: 'shuffled', seed: 'seed' } as const;
      expect(await find(storage, { datasetId, ...order })).toStrictEqual(shuffled);
      expect(await find(storage, { datasetId, ...order, batchSize: 2 })).toStrictEqual(shuffled);
      expect(await find(storage, { datasetId, order: 'shuffled' })).toStrictEqual(
        idsOf(sortedByRank('', items)),
      );
      const sample = { size: 9, seed: 'sample' };
      expect(await find(storage, { datasetId, order: 'shuffled', sample })).toStrictEqual(
        idsOf(sortedByRank('sample', items)).slice(0, 9),
      );
      const pages: string[] = [];
      let cursor: string | undefined;
      do {
        const pagination = { page: 0, perPage: 5 };
        const page = await storage.listItems({ datasetId, pagination, ...order, cursor });
        expect(page.pagination.total).toBe(23);
        pages.push(...idsOf(page.items));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(pages).toStrictEqual(shuffled);
    });

    it('samples old versions as they were', async () => {
      const storage = await open();
      const { datasetId, items } = await makeNumbers(storage, 12);
      const version = items[0]?.version;
      for (const { id } of items.slice(0, 6)) await storage.deleteItem({ datasetId, id });
      const sample = { size: 6, seed: 'old' };
      const expected = new Set(sortedByRank('old', items).slice(0, 6));
      expect(await find(storage, { datasetId, version, sample })).toStrictEqual(
        idsOf(items.filter((item) => expected.has(item))),
      );
    });

    it.each([
      ['a sample without a size', { sample: { seed: '' } }, 'sample'],
      ['a sample of both', { sample: { size: 1, fraction: 0.5, seed: '' } }, 'sample'],
      ['a sample without a seed', { sample: { size: 1 } }, 'sample.seed'],
      ['a negative size', { sample: { size: -1, seed: '' } }, 'sample.size'],
      ['a fraction above 1', { sample: { fraction: 1.1, seed: '' } }, 'sample.fraction'],
      ['a shard that is not there', { shard: { index: 3, count: 3 } }, 'shard.index'],
      ['no shards', { shard: { index: 0, count: 0 } }, 'shard.count'],
      ['a seed without an order', { seed: 'x' }, 'seed'],
      [
        'two orders',
        { order: 'oldest', orderBy: { field: 'createdAt', direction: 'asc' } },
        'orderBy',
      ],
    ])('refuses %s', async (_, given, path) => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, [1]);
      const query = { datasetId, pagination: ALL, ...given } as never;
      const error = await expectDatasetsError(storage.listItems(query), 'INVALID_ARGUMENT');
      expect(error.details).toMatchObject({ path });
    });
  });
};
