import { expect } from 'vitest';
import type { Check } from '../contract.js';
import { page } from '../lists.js';

const CONFLICT = { id: 'DATASET_ITEM_IDENTITY_CONFLICT' };

export function externalIds(check: Check): void {
  check('the same content again is the same item, and no version', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    const payload = { externalId: 'case-1', input: { q: 1 }, groundTruth: 'a', metadata: { m: 1 } };
    const first = await dataset.addItem(payload);
    expect(first.externalId).toBe('case-1');
    expect(await dataset.addItem(payload)).toEqual(first);
    expect(await dataset.addItem({ ...payload, metadata: { m: 1 } })).toEqual(first);
    expect((await dataset.getDetails()).version).toBe(1);
  });

  check('other content is a conflict that names the item', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    const { id: existingItemId } = await dataset.addItem({ externalId: 'x', input: 1 });
    const items = [{ input: 'new' }, { externalId: 'x', input: 2 }];
    await expect(dataset.addItems({ items })).rejects.toMatchObject({
      ...CONFLICT,
      conflicts: [{ index: 1, externalId: 'x', existingItemId, reason: 'payload_mismatch' }],
    });
    expect((await dataset.getDetails()).version).toBe(1);
  });

  check('content is compared with what was accepted first', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    const { id: itemId } = await dataset.addItem({ externalId: 'x', input: 1 });
    const changed = await dataset.updateItem({ itemId, input: 2 });
    expect(await dataset.addItem({ externalId: 'x', input: 1 })).toEqual(changed);
    await expect(dataset.addItem({ externalId: 'x', input: 2 })).rejects.toMatchObject(CONFLICT);
  });

  check('a deleted item keeps its external id', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    const { id: itemId } = await dataset.addItem({ externalId: 'x', input: 1 });
    await dataset.deleteItem({ itemId });
    await expect(dataset.addItem({ externalId: 'x', input: 1 })).rejects.toMatchObject({
      ...CONFLICT,
      conflicts: [{ index: 0, externalId: 'x', existingItemId: itemId, reason: 'deleted' }],
    });
  });

  check('a batch may name an item twice, and add the rest', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    const [known] = await dataset.addItems({ items: [{ externalId: 'a', input: 1 }] });
    const added = await dataset.addItems({
      items: [
        { externalId: 'a', input: 1 },
        { externalId: 'b', input: 2 },
        { externalId: 'b', input: 2 },
        { input: 3 },
      ],
    });
    expect(added[0]).toEqual(known);
    expect(added[1]).toEqual(added[2]);
    expect(added.map(({ datasetVersion }) => datasetVersion)).toEqual([1, 2, 2, 2]);
    expect((await page(dataset)).pagination.total).toBe(3);
  });

  check('a batch that contradicts itself is a conflict', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    const items = [
      { externalId: 'a', input: 1 },
      { externalId: 'a', input: 2 },
    ];
    await expect(dataset.addItems({ items })).rejects.toMatchObject(CONFLICT);
    expect((await dataset.getDetails()).version).toBe(0);
  });

  check('null and absent content are equal', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    const first = await dataset.addItem({ externalId: 'a', input: 1, groundTruth: null });
    expect(await dataset.addItem({ externalId: 'a', input: 1 })).toEqual(first);
  });

  check('writers of the same external id at once make one item', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    const added = await Promise.all(
      [1, 2, 3].map(() => dataset.addItem({ externalId: 'a', input: 1 })),
    );
    expect(new Set(added.map(({ id }) => id)).size).toBe(1);
    expect((await page(dataset)).pagination.total).toBe(1);
  });

  check('an external id is of one dataset', async ({ mastra }) => {
    for (const name of ['One', 'Two']) {
      const dataset = await mastra.datasets.create({ name });
      expect((await dataset.addItem({ externalId: 'shared', input: name })).input).toBe(name);
    }
  });

  check('an empty external id is refused', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    await expect(dataset.addItem({ externalId: '', input: 1 })).rejects.toMatchObject({
      id: 'DATASET_ITEM_EXTERNAL_ID_INVALID',
    });
  });

  check('an external id survives updates and deletion in the history', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Identities' });
    const { id: itemId } = await dataset.addItem({ externalId: 'a', input: 1 });
    expect((await dataset.updateItem({ itemId, input: 2 })).externalId).toBe('a');
    await dataset.deleteItem({ itemId });
    const history = await dataset.getItemHistory({ itemId });
    expect(history.map(({ externalId }) => externalId)).toEqual(['a', 'a', 'a']);
  });
}
