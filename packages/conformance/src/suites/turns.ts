import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { ALL, at, collect, makeDataset } from '../fixtures.js';

/** So often is a read repeated at most: to do so takes every storage far longer than a timer. */
const MOST_READS = 100_000;

/** So many items of one call are planned before others have their turn. */
const PLANNED_PER_TURN = 1_000;

interface Subject {
  readonly storage: DatasetsStorage;
  readonly datasetId: string;
  readonly id: string;
}

/** Calls of which a program may await one after the other for long. */
const CALLS: readonly (readonly [string, (subject: Subject) => Promise<unknown>])[] = [
  ['getDatasetById', ({ storage, datasetId: id }) => storage.getDatasetById({ id })],
  ['getItemById', ({ storage, id }) => storage.getItemById({ id })],
  ['listItems', ({ storage, datasetId }) => storage.listItems({ datasetId, pagination: ALL })],
  ['iterateItems', ({ storage, datasetId }) => collect(storage.iterateItems({ datasetId }))],
  ['getItemHistory', ({ storage, id }) => storage.getItemHistory({ id })],
  ['getVersion', ({ storage, datasetId }) => storage.getVersion({ datasetId })],
  ['snapshotDigest', ({ storage, datasetId }) => storage.snapshotDigest({ datasetId })],
  ['verify', ({ storage, datasetId }) => storage.verify({ datasetId })],
  ['listTags', ({ storage, datasetId }) => storage.listTags({ datasetId })],
  [
    'tagVersion',
    ({ storage, datasetId }) => storage.tagVersion({ datasetId, version: 1, tag: 'same' }),
  ],
];

/** Calls that read a version of any size at once. */
const WHOLE_READS: readonly (readonly [
  string,
  (storage: DatasetsStorage, datasetId: string) => Promise<DatasetItem[]>,
])[] = [
  [
    'getItemsByVersion',
    (storage, datasetId) => storage.getItemsByVersion({ datasetId, version: 2 }),
  ],
  [
    'listItems',
    async (storage, datasetId) => (await storage.listItems({ datasetId, pagination: ALL })).items,
  ],
];

/** Counts the turns that others get from now on, until what it gives is called. */
function countTurns(): () => number {
  let turns = 0;
  let isOver = false;
  const takeTurn = () => {
    turns += 1;
    if (!isOver) setImmediate(takeTurn);
  };
  setImmediate(takeTurn);
  return () => {
    isOver = true;
    return turns;
  };
}

interface Addition {
  readonly way: string;
  /** How often all of them are gone through, in turns. */
  readonly steps: number;
  readonly add: (
    storage: DatasetsStorage,
    datasetId: string,
    items: readonly { readonly input: number }[],
  ) => Promise<DatasetItem[]>;
}

/** Ways to add many items in one commit. */
const ADDITIONS: readonly Addition[] = [
  {
    way: 'in one call',
    // They are planned, checked and described.
    steps: 3,
    add: (storage, datasetId, items) => storage.addItems({ datasetId, items }),
  },
  {
    way: 'in a call each',
    // Each is checked as it is planned.
    steps: 2,
    add: (storage, datasetId, items) =>
      Promise.all(items.map((item) => storage.addItem({ datasetId, ...item }))),
  },
];

export const turnsSuite: Suite = ({ open }) => {
  describe('a program that awaits one call after the other', () => {
    it.each(CALLS)('lets timers have their turn: %s', async (_, call) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const subject = { storage, datasetId, id: at(items, 0).id };
      const timer = { isOver: false };
      setTimeout(() => {
        timer.isOver = true;
      }, 1);
      for (let reads = 0; reads < MOST_READS && !timer.isOver; reads += 1) await call(subject);
      expect(timer.isOver).toBe(true);
    });

    it.each(WHOLE_READS)('lets others have their turn during one read: %s', async (_, call) => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a']);
      const inputs = Array.from({ length: 12_000 }, (_item, input) => ({ input }));
      await storage.addItems({ datasetId, items: inputs });
      const countedTurns = countTurns();
      const found = await call(storage, datasetId);
      expect(countedTurns()).toBeGreaterThan(1);
      expect(found).toEqual(await collect(storage.iterateItems({ datasetId })));
    });

    it.each(ADDITIONS)(
      'lets others have their turn while it adds many items $way',
      async (addition) => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        await storage.updateDataset({ id: datasetId, inputSchema: { type: 'number' } });
        const inputs = Array.from({ length: 4 * PLANNED_PER_TURN }, (_item, input) => ({ input }));
        const countedTurns = countTurns();
        const added = await addition.add(storage, datasetId, inputs);
        const turns = countedTurns();
        expect(added).toHaveLength(inputs.length);
        expect(turns).toBeGreaterThanOrEqual(3 * addition.steps);
      },
    );

    it('lets timers have their turn during one iteration', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const inputs = Array.from({ length: 20_000 }, (_, input) => ({ input }));
      await storage.addItems({ datasetId, items: inputs });
      const timer = { isOver: false };
      setTimeout(() => {
        timer.isOver = true;
      }, 1);
      const steps = storage.iterateItems({ datasetId, batchSize: 10 })[Symbol.asyncIterator]();
      let hasMore = true;
      while (hasMore && !timer.isOver) hasMore = (await steps.next()).done !== true;
      expect(timer.isOver).toBe(true);
    });
  });
};
