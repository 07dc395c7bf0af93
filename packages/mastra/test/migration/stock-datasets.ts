import { Mastra } from '@mastra/core';
import type { DatasetsStorage, MastraCompositeStore } from '@mastra/core/storage';
import { vi } from 'vitest';

/** The datasets domain of a store. */
export function domainOf(store: MastraCompositeStore): DatasetsStorage {
  const { datasets } = store.stores ?? {};
  if (datasets === undefined) throw new Error('The store has no datasets.');
  return datasets;
}

/** When the clock of the versions stands that have the same time. */
const FROZEN = new Date('2026-03-01T10:00:00.000Z');

/**
 * Fills a store of Mastra's own with datasets that have all that Mastra keeps, by what Mastra has for
 * that: versions of items, batches, deletions, purges, external ids, schemas, tenancy, versions
 * without changes, and versions within a millisecond.
 */
export async function makeStockDatasets(store: MastraCompositeStore): Promise<void> {
  await store.init();
  const mastra = new Mastra({ storage: store, logger: false });
  await makeFull(mastra);
  await mastra.datasets.create({ name: 'Empty' });
  await makeFast(mastra);
  await makeWithoutChanges(mastra, domainOf(store));
}

async function makeFull(mastra: Mastra): Promise<void> {
  const dataset = await mastra.datasets.create({
    id: 'full',
    name: 'Full',
    description: 'All that Mastra keeps',
    metadata: { zebra: 1, apple: { nested: [null, true] } },
    inputSchema: { type: 'object', properties: { q: { type: 'string' } } },
    groundTruthSchema: { type: ['string', 'number', 'object'] },
    requestContextSchema: { type: 'object' },
    targetType: 'agent',
    targetIds: ['one', 'two'],
    scorerIds: ['exact'],
    organizationId: 'acme',
    projectId: 'p1',
  });
  await dataset.update({ tags: ['gold', 'checked'], description: 'Changed later' });
  const { id: updated } = await dataset.addItem({
    externalId: 'case-1',
    input: { q: 'zwölf 🚀', zebra: 1, apple: '%_\\' },
    groundTruth: { b: 1, a: [1.5, -2, 1e21] },
    metadata: { level: 'hard' },
    requestContext: { user: 'ann' },
    source: { type: 'csv', referenceId: 'row-7' },
    expectedTrajectory: { steps: [{ name: 'search' }] },
    toolMocks: [{ toolName: 'search', args: {}, output: { hits: 3 } }],
    unmockedToolPolicy: 'deny',
    scorerIds: ['own'],
  });
  const items = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
    externalId: `batch-${name}`,
    input: { q: name },
    groundTruth: name,
  }));
  const [first, second, third, fourth, fifth] = await dataset.addItems({ items });
  await dataset.updateItem({ itemId: updated, groundTruth: 'another' });
  await dataset.updateItem({ itemId: updated, input: { q: 'third state' }, metadata: {} });
  await dataset.deleteItem({ itemId: first?.id ?? '' });
  await dataset.deleteItems({ itemIds: [second?.id ?? '', third?.id ?? ''] });
  await dataset.updateItem({ itemId: fourth?.id ?? '', groundTruth: 'secret' });
  await dataset.purgeItem({ itemId: fourth?.id ?? '' });
  await dataset.purgeItem({ itemId: second?.id ?? '' });
  await dataset.updateItem({ itemId: fifth?.id ?? '', groundTruth: 'last' });
}

/** A dataset whose versions all have the same time. */
async function makeFast(mastra: Mastra): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: FROZEN });
  try {
    const dataset = await mastra.datasets.create({ id: 'fast', name: 'Fast' });
    const { id: itemId } = await dataset.addItem({ input: 'first' });
    await dataset.addItem({ input: 'second' });
    await dataset.updateItem({ itemId, input: 'changed' });
    vi.setSystemTime(FROZEN.getTime() - 1_000);
    await dataset.addItem({ input: 'by a clock that was set back' });
    vi.setSystemTime(FROZEN.getTime() + 1_000);
    await dataset.deleteItem({ itemId });
  } finally {
    vi.useRealTimers();
  }
}

/** Versions that are only numbers, with and without a gap before them. */
async function makeWithoutChanges(mastra: Mastra, domain: DatasetsStorage): Promise<void> {
  const dataset = await mastra.datasets.create({ id: 'numbers', name: 'Numbers' });
  await dataset.addItem({ input: 1 });
  await domain.createDatasetVersion('numbers', 2);
  await domain.createDatasetVersion('numbers', 5);
}
