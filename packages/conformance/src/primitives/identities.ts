import type { DatasetsPrimitives, ItemInsert } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../fixtures.js';
import { check, type PrimitivesTopic } from './check.js';
import {
  START,
  apply,
  commitRequest,
  expectRefused,
  expectUnchanged,
  itemInsert,
  statesOf,
  storeDataset,
} from './fixtures.js';

/** A dataset whose external id `key` two items had that are deleted, and `gone` one that is purged. */
async function storeDeleted(primitives: DatasetsPrimitives) {
  const { datasetId, items } = await storeDataset(primitives, {}, (id) => [
    itemInsert(id, { externalId: 'key' }),
    itemInsert(id, { externalId: 'gone' }),
  ]);
  const [first, purged] = [at(items, 0), at(items, 1)];
  const last = itemInsert(datasetId, { externalId: 'key' });
  await apply(primitives, datasetId, { deletes: [first.id, purged.id], purges: [purged.id] });
  await apply(primitives, datasetId, { inserts: [last] });
  await apply(primitives, datasetId, { deletes: [last.id] });
  return { datasetId, first, last };
}

const identities = [
  check('commit takes inserts whose external ids were never there', async (primitives) => {
    const { datasetId } = await storeDeleted(primitives);
    const other = await storeDataset(primitives);
    const inserts = (id: string) => [
      itemInsert(id),
      itemInsert(id, { externalId: 'new' }),
      itemInsert(id, { externalId: 'gone' }),
    ];
    const checked = { checksIdentities: true };
    await apply(primitives, datasetId, { inserts: inserts(datasetId), ...checked });
    const key = itemInsert(other.datasetId, { externalId: 'key' });
    await apply(primitives, other.datasetId, { inserts: [key], ...checked });
  }),

  check('commit takes the item back that its external id names', async (primitives) => {
    const { datasetId, last } = await storeDeleted(primitives);
    const back = itemInsert(datasetId, { id: last.id, externalId: 'key', createdAt: START + 2 });
    const inserts = [itemInsert(datasetId, { externalId: 'new' }), back];
    const { version } = await apply(primitives, datasetId, { inserts, checksIdentities: true });
    expect(await primitives.findItems([last.id], null, datasetId)).toMatchObject([
      { createdAt: START + 2, version, updatedAt: version, externalId: 'key' },
    ]);
    expect(await primitives.findChangedItemIds(datasetId, version - 1, version)).toHaveLength(2);
    expect(await statesOf(primitives, datasetId, last.id)).toMatchObject([
      { version: START + 2, validTo: START + 3 },
      { version, validTo: null },
    ]);
  }),

  ...(
    [
      ['a new item with the external id of a deleted one', () => ({ externalId: 'key' })],
      [
        'an item of the external id that was not deleted last',
        ({ first }) => ({ id: first.id, externalId: 'key', createdAt: START }),
      ],
    ] satisfies readonly [
      string,
      (stored: Awaited<ReturnType<typeof storeDeleted>>) => Partial<ItemInsert>,
    ][]
  ).map(([what, fields]) =>
    check(`commit refuses ${what}, where it checks identities`, async (primitives) => {
      const stored = await storeDeleted(primitives);
      const { datasetId } = stored;
      const inserts = [itemInsert(datasetId), itemInsert(datasetId, fields(stored))];
      const request = commitRequest(datasetId, { inserts });
      await expectUnchanged(primitives, datasetId, async () => {
        const answer = await primitives.commit({ ...request, checksIdentities: true });
        expectRefused(answer, 'identities');
      });
      await apply(primitives, datasetId, { inserts });
    }),
  ),

  check('commit refuses a new item for one that it deletes, likewise', async (primitives) => {
    const { datasetId, items } = await storeDataset(primitives, {}, (id) => [
      itemInsert(id, { externalId: 'key' }),
    ]);
    const request = commitRequest(datasetId, {
      deletes: [at(items, 0).id],
      inserts: [itemInsert(datasetId, { externalId: 'key' })],
      checksIdentities: true,
    });
    await expectUnchanged(primitives, datasetId, async () => {
      expectRefused(await primitives.commit(request), 'identities');
    });
  }),
];

export const identityChecks: PrimitivesTopic = {
  topic: 'identities of inserted items',
  checks: [...identities],
};
