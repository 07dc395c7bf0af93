import { expect } from 'vitest';
import type { Check } from '../contract.js';
import { page, snapshot } from '../lists.js';

const COMPLETE = {
  input: { question: 'Who?', list: [1, 'two', null] },
  groundTruth: { answer: 'Ann' },
  expectedTrajectory: { steps: [{ name: 'search' }] },
  toolMocks: [{ toolName: 'search', args: { q: 'who' }, output: { hits: [] } }],
  unmockedToolPolicy: 'deny',
  scorerIds: ['accuracy'],
  requestContext: { user: { id: 7 } },
  metadata: { topic: 'people' },
  source: { type: 'trace', referenceId: 'trace-1' },
} as const;

function complete() {
  return { ...COMPLETE, toolMocks: [...COMPLETE.toolMocks], scorerIds: [...COMPLETE.scorerIds] };
}

export function items(check: Check): void {
  check('a new item has what it was given, at the next version', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const item = await dataset.addItem(complete());
    expect(item).toMatchObject({ ...complete(), datasetId: dataset.id, datasetVersion: 1 });
    expect(item.externalId).toBeNull();
    expect(await dataset.getItem({ itemId: item.id })).toEqual(item);
    expect((await page(dataset)).items).toEqual([item]);
    expect(await snapshot(dataset, 1)).toEqual([item]);
    expect((await dataset.getDetails()).version).toBe(1);
  });

  check('a new item lacks what it was not given', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const item = await dataset.addItem({ input: 'alone' });
    const optional = ['groundTruth', 'toolMocks', 'scorerIds', 'metadata', 'source'] as const;
    for (const name of optional) expect(item[name]).toBeUndefined();
  });

  check('an update changes what it names, and keeps the rest', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const item = await dataset.addItem(complete());
    const changed = await dataset.updateItem({ itemId: item.id, groundTruth: { answer: 'Bob' } });
    const expected = { ...item, groundTruth: { answer: 'Bob' }, datasetVersion: 2 };
    expect(changed).toEqual({ ...expected, updatedAt: changed.updatedAt });
    expect(changed.updatedAt.getTime()).toBeGreaterThanOrEqual(item.updatedAt.getTime());
    expect(await dataset.getItem({ itemId: item.id })).toEqual(changed);
    expect(await dataset.getItem({ itemId: item.id, version: 1 })).toEqual(item);
  });

  check('an update replaces objects and lists as a whole', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const item = await dataset.addItem(complete());
    const changes = {
      input: { other: true },
      expectedTrajectory: { ordering: 'strict' },
      toolMocks: [{ toolName: 'find', args: {}, output: null }],
      unmockedToolPolicy: 'allow' as const,
      scorerIds: ['brevity'],
      requestContext: { tenant: 'x' },
      metadata: { level: 2 },
      source: { type: 'csv' as const },
    };
    const changed = await dataset.updateItem({ itemId: item.id, ...changes });
    for (const [name, value] of Object.entries(changes))
      expect(changed).toHaveProperty(name, value);
    expect(changed.groundTruth).toEqual(item.groundTruth);
    expect(await dataset.getItem({ itemId: item.id })).toEqual(changed);
  });

  check('no scorers and inherited scorers are two things', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const { id: itemId } = await dataset.addItem({ input: 1, scorerIds: ['s'] });
    expect((await dataset.updateItem({ itemId, scorerIds: [] })).scorerIds).toEqual([]);
    expect((await dataset.getItem({ itemId }))?.scorerIds).toEqual([]);
    await dataset.updateItem({ itemId, scorerIds: null });
    expect((await dataset.getItem({ itemId }))?.scorerIds).toBeUndefined();
  });

  check('scorers and request context change together', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const { id: itemId } = await dataset.addItem(complete());
    await dataset.updateItem({ itemId, scorerIds: null, requestContext: { a: null } });
    const item = await dataset.getItem({ itemId });
    expect(item?.scorerIds).toBeUndefined();
    expect(item?.requestContext).toEqual({ a: null });
    expect(item?.toolMocks).toEqual(complete().toolMocks);
  });

  check('updates of several fields at once lose none', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const { id: itemId } = await dataset.addItem({ input: 1 });
    await Promise.all([
      dataset.updateItem({ itemId, requestContext: { a: 1 } }),
      dataset.updateItem({ itemId, expectedTrajectory: { b: 2 } }),
      dataset.updateItem({ itemId, groundTruth: 3 }),
    ]);
    const item = await dataset.getItem({ itemId });
    expect(item).toMatchObject({ requestContext: { a: 1 }, groundTruth: 3, datasetVersion: 4 });
    expect(item?.expectedTrajectory).toEqual({ b: 2 });
  });

  check('changes at once have a version each', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const added = await Promise.all([1, 2, 3, 4].map((input) => dataset.addItem({ input })));
    const numbers = added.map(({ datasetVersion }) => datasetVersion);
    expect(numbers.sort()).toEqual([1, 2, 3, 4]);
  });

  check('a deleted item is gone, but not from earlier versions', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const item = await dataset.addItem({ input: 1 });
    await dataset.deleteItem({ itemId: item.id });
    expect(await dataset.getItem({ itemId: item.id })).toBeNull();
    expect(await dataset.getItem({ itemId: item.id, version: 2 })).toBeNull();
    expect(await dataset.getItem({ itemId: item.id, version: 1 })).toEqual(item);
    expect((await page(dataset)).items).toEqual([]);
    expect(await snapshot(dataset, 1)).toEqual([item]);
    expect((await dataset.getDetails()).version).toBe(2);
  });

  check('deleting an unknown item does nothing', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const { id: itemId } = await dataset.addItem({ input: 1 });
    await dataset.deleteItem({ itemId: 'nobody' });
    await dataset.deleteItem({ itemId });
    await dataset.deleteItem({ itemId });
    expect((await dataset.getDetails()).version).toBe(2);
  });

  check(
    'an item of another dataset can be neither seen nor changed',
    async ({ mastra, domain }) => {
      const [mine, other] = [
        await mastra.datasets.create({ name: 'Mine' }),
        await mastra.datasets.create({ name: 'Other' }),
      ];
      const { id: itemId } = await mine.addItem({ input: 1 });
      expect(await other.getItem({ itemId })).toBeNull();
      await expect(other.updateItem({ itemId, input: 2 })).rejects.toThrow();
      await expect(other.deleteItem({ itemId })).rejects.toThrow();
      await domain.purgeItem({ id: itemId, datasetId: other.id });
      expect((await mine.getItem({ itemId }))?.input).toBe(1);
      expect((await other.getDetails()).version).toBe(0);
    },
  );

  check('updating an unknown item, or in an unknown dataset, is an error', async (parts) => {
    const { mastra, domain } = parts;
    const dataset = await mastra.datasets.create({ name: 'Items' });
    await expect(dataset.updateItem({ itemId: 'nobody', input: 1 })).rejects.toThrow();
    const { id } = await dataset.addItem({ input: 1 });
    await expect(domain.updateItem({ id, datasetId: 'nobody', input: 2 })).rejects.toThrow();
    await expect(domain.addItem({ datasetId: 'nobody', input: 2 })).rejects.toThrow();
    expect((await dataset.getDetails()).version).toBe(1);
  });

  check('text is searched in any case, and pages count what was found', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    await dataset.addItems({
      items: [
        { input: { q: 'A red BALLOON' } },
        { input: 'two', groundTruth: 'balloons' },
        { input: 'three', groundTruth: { text: '99% of it' } },
      ],
    });
    const found = await page(dataset, { search: 'balloon', perPage: 1 });
    expect(found.pagination).toEqual({ page: 0, perPage: 1, total: 2, hasMore: true });
    const { items: third } = await page(dataset, { search: '99' });
    expect(third.map(({ input }) => input)).toEqual(['three']);
    expect((await page(dataset, { search: 'nowhere' })).items).toEqual([]);
    await dataset.addItem({ input: 'another balloon' });
    expect((await page(dataset, { search: 'balloon', version: 1 })).pagination.total).toBe(2);
    expect((await page(dataset, { search: '' })).pagination.total).toBe(4);
  });

  check('wildcards in a search have no meaning', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    await dataset.addItems({ items: [{ input: 'a_c' }, { input: 'abc' }, { input: '50%' }] });
    const search = async (text: string) =>
      (await page(dataset, { search: text })).items.map(({ input }) => input);
    expect(await search('a_c')).toEqual(['a_c']);
    expect(await search('%')).toEqual(['50%']);
  });

  check('a search looks at text, not at names, numbers or brackets', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    await dataset.addItem({ input: { balloon: 1969 } });
    for (const text of ['balloon', '1969', '{']) {
      expect((await page(dataset, { search: text })).items).toEqual([]);
    }
  });

  check('items come in the order asked for', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    const ids: string[] = [];
    for (const input of [1, 2, 3]) {
      ids.push((await dataset.addItem({ input })).id);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await dataset.updateItem({ itemId: ids[0] ?? '', groundTruth: 1 });
    const list = async (field?: 'createdAt' | 'updatedAt', direction?: 'ASC' | 'DESC') => {
      const orderBy = field && direction ? { orderBy: { field, direction } } : {};
      return (await page(dataset, orderBy)).items.map(({ input }) => input);
    };
    expect(await list()).toEqual([3, 2, 1]);
    expect(await list('createdAt', 'ASC')).toEqual([1, 2, 3]);
    expect(await list('updatedAt', 'DESC')).toEqual([1, 3, 2]);
    expect(await list('updatedAt', 'ASC')).toEqual([2, 3, 1]);
  });

  check('the items of a batch come last given first', async ({ mastra }) => {
    const numbers = Array.from({ length: 12 }, (_, number) => number);
    const dataset = await mastra.datasets.create({ name: 'Items' });
    await dataset.addItems({ items: numbers.map((input) => ({ input })) });
    expect((await page(dataset)).items.map(({ input }) => input)).toEqual(numbers.toReversed());
  });

  check('pages of items hold all of them once', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Items' });
    await dataset.addItems({ items: Array.from({ length: 7 }, (_, input) => ({ input })) });
    const seen: unknown[] = [];
    for (let number = 0; number < 3; number += 1) {
      const { items: some, pagination } = await page(dataset, { page: number, perPage: 3 });
      seen.push(...some.map(({ input }) => input));
      expect(pagination).toEqual({ page: number, perPage: 3, total: 7, hasMore: number < 2 });
    }
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
}
