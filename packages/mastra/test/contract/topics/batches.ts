import { expect } from 'vitest';
import type { Check } from '../contract.js';
import { inputs, page, snapshot } from '../lists.js';

export function batches(check: Check): void {
  check('a batch is one version, and keeps its order', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Batch' });
    const added = await dataset.addItems({
      items: [{ input: 'a' }, { input: 'b', groundTruth: 1 }],
    });
    expect(added.map(({ input }) => input)).toEqual(['a', 'b']);
    expect(added.map(({ datasetVersion }) => datasetVersion)).toEqual([1, 1]);
    expect((await dataset.getDetails()).version).toBe(1);
  });

  check('an empty batch makes no version', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Batch' });
    expect(await dataset.addItems({ items: [] })).toEqual([]);
    expect((await dataset.getDetails()).version).toBe(0);
  });

  check('a batch with a bad item changes nothing', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Batch' });
    const items = [{ input: 1 }, { input: { bad: Number.NaN } }];
    const error = { id: 'DATASET_ITEM_PAYLOAD_NOT_SERIALIZABLE' };
    await expect(dataset.addItems({ items })).rejects.toMatchObject(error);
    expect((await dataset.getDetails()).version).toBe(0);
  });

  check('many items are deleted in one version', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Batch' });
    const items = ['a', 'b', 'c'].map((input) => ({ input }));
    const [a, b] = await dataset.addItems({ items });
    await dataset.deleteItems({ itemIds: [a?.id ?? '', b?.id ?? '', b?.id ?? ''] });
    expect(inputs((await page(dataset)).items)).toEqual(['c']);
    expect(inputs(await snapshot(dataset, 1))).toEqual(['a', 'b', 'c']);
    expect((await dataset.getDetails()).version).toBe(2);
  });

  check('unknown items among those to delete are passed over', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Batch' });
    const other = await mastra.datasets.create({ name: 'Other' });
    const [mine, foreign] = [
      await dataset.addItem({ input: 1 }),
      await other.addItem({ input: 2 }),
    ];
    await dataset.deleteItems({ itemIds: ['nobody', mine.id, foreign.id] });
    expect((await page(dataset)).items).toEqual([]);
    expect((await page(other)).items).toHaveLength(1);
    expect((await dataset.getDetails()).version).toBe(2);
  });

  check('deleting nothing makes no version', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Batch' });
    await dataset.deleteItems({ itemIds: [] });
    await dataset.deleteItems({ itemIds: ['nobody'] });
    expect((await dataset.getDetails()).version).toBe(0);
  });

  check('a batch for an unknown dataset is an error', async ({ domain }) => {
    const datasetId = 'nobody';
    await expect(domain.batchInsertItems({ datasetId, items: [{ input: 1 }] })).rejects.toThrow();
    await expect(domain.batchDeleteItems({ datasetId, itemIds: ['x'] })).rejects.toThrow();
  });
}
