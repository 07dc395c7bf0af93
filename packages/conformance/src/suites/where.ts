import type { DatasetItem, DatasetsStorage, ItemWhere } from '@mastra-datasets/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { randomItem, randomQuery } from '../finding/random-queries.js';
import { meetsQuery } from '../finding/naive-query.js';
import { ALL, collect, currentItems, makeDataset } from '../fixtures.js';

/** How many queries are compared with the reference. */
const QUERIES = 2_000;

/** How many random items they are asked of. */
const ITEMS = 40;

/** Long enough for slow storages on slow machines; it only ends what hangs. */
const TIME_LIMIT_MS = 300_000;

async function inputsOf(storage: DatasetsStorage, datasetId: string, where: ItemWhere) {
  const items = await collect(storage.iterateItems({ datasetId, where }));
  return items.map(({ input }) => input);
}

/** A dataset of random items, of which some were changed and deleted, and its versions. */
async function makeRandomDataset(storage: DatasetsStorage, seed: number) {
  const { datasetId } = await makeDataset(storage);
  const items: DatasetItem[] = [];
  for (const given of fc.sample(randomItem, { numRuns: ITEMS, seed })) {
    items.push(await storage.addItem({ datasetId, ...given }));
  }
  const changes = fc.sample(randomItem, { numRuns: ITEMS / 4, seed: seed + 1 });
  for (const [index, { input, context }] of changes.entries()) {
    const { id } = items[index * 4] ?? {};
    if (id !== undefined) await storage.updateItem({ datasetId, id, input, context });
  }
  for (const { id } of items.slice(0, 3)) await storage.deleteItem({ datasetId, id });
  const versions = items.slice(ITEMS / 2).map(({ version }) => version);
  return { datasetId, versions };
}

export const whereSuite: Suite = ({ open, report }) => {
  describe('where', () => {
    it(
      `finds what a naive evaluation finds, in ${QUERIES} random queries`,
      { timeout: TIME_LIMIT_MS },
      async () => {
        const storage = await open();
        const { seed } = fc.readConfigureGlobal();
        const start = seed ?? Date.now() % 1_000_000;
        const { datasetId, versions } = await makeRandomDataset(storage, start);
        const snapshots = await Promise.all(
          versions.map(async (version) => ({
            version,
            items: await storage.getItemsByVersion({ datasetId, version }),
          })),
        );
        let matches = 0;
        const queries = fc.sample(randomQuery(versions), { numRuns: QUERIES, seed: start });
        for (const [index, where] of queries.entries()) {
          const snapshot = snapshots[index % snapshots.length];
          if (snapshot === undefined) throw new Error('There is no snapshot.');
          const { version, items } = snapshot;
          const expected = items.filter((item) => meetsQuery(item, timesIn(where)));
          const found = await collect(storage.iterateItems({ datasetId, version, where }));
          expect(
            found.map(({ id }) => id),
            `seed ${start}, ${JSON.stringify(where)}`,
          ).toStrictEqual(expected.map(({ id }) => id));
          matches += found.length;
        }
        expect(matches).toBeGreaterThan(QUERIES);
        report('random queries compared with a naive evaluation', QUERIES);
      },
    );

    it('looks at every field of an item, at any depth', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      await storage.addItem({
        datasetId,
        input: { question: 'Which planet?', level: 3 },
        expectedOutput: ['Mars', 'Venus'],
        context: { topic: 'astronomy', from: { page: 12 } },
      });
      await storage.addItem({ datasetId, input: 'other' });
      const found: ItemWhere[] = [
        { 'context.topic': 'astronomy' },
        { 'input.level': { $gte: 3 } },
        { 'input.level': { $gt: 2, $lt: 4 } },
        { expectedOutput: 'Mars' },
        { 'expectedOutput.1': 'Venus' },
        { expectedOutput: { $all: ['Venus', 'Mars'] } },
        { expectedOutput: { $size: 2 } },
        { 'context.from': { page: 12 } },
        { 'context.from.page': { $in: [11, 12] } },
        { context: { $exists: true } },
        {
          $or: [{ 'input.level': 4 }, { 'context.topic': { $ne: 'history' } }],
          input: { $ne: 'other' },
        },
        { $nor: [{ input: 'other' }] },
        { input: { $not: { $eq: 'other' } } },
      ];
      for (const where of found) {
        const inputs = await inputsOf(storage, datasetId, where);
        expect(inputs, JSON.stringify(where)).toStrictEqual([
          { question: 'Which planet?', level: 3 },
        ]);
      }
    });

    it('goes with other conditions, pages and versions', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, [1, 2, 3, 4, 5, 'five']);
      const where = { input: { $gte: 2 } };
      const first = await storage.listItems({
        datasetId,
        where,
        pagination: { page: 0, perPage: 3 },
      });
      expect(first.items.map(({ input }) => input)).toStrictEqual([5, 4, 3]);
      expect(first.pagination).toStrictEqual({ page: 0, perPage: 3, total: 4, hasMore: true });
      const version = items[2]?.version;
      const old = await storage.listItems({ datasetId, where, version, pagination: ALL });
      expect(old.items.map(({ input }) => input)).toStrictEqual([3, 2]);
      const ids = items.slice(0, 2).map(({ id }) => id);
      const named = await storage.listItems({ datasetId, where, ids, pagination: ALL });
      expect(named.items.map(({ input }) => input)).toStrictEqual([2]);
    });

    it.each<[string, ItemWhere]>([
      ['code', { $where: 'this.input === 1' }],
      ['regular expressions', { input: { $regex: '^a' } }],
      ['operators of other languages', { input: { $like: 'a%' } }],
      ['fields that items do not have', { groundTruth: 1 }],
      ['operators inside of values', { input: { level: { $gt: 1 } } }],
    ])('refuses %s', async (_, where) => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, [1]);
      const list = storage.listItems({ datasetId, where, pagination: ALL });
      const error = await expectDatasetsError(list, 'INVALID_ARGUMENT');
      expect(error.details).toMatchObject({ path: expect.stringMatching(/^where\./) as string });
      await expectDatasetsError(
        () => collect(storage.iterateItems({ datasetId, where })),
        'INVALID_ARGUMENT',
      );
      expect(await currentItems(storage, datasetId)).toHaveLength(1);
    });
  });
};

/** Text in ISO 8601 stands for a time; the reference takes only the time. */
function timesIn(value: ItemWhere): ItemWhere {
  return JSON.parse(JSON.stringify(value), (_, member: unknown) =>
    typeof member === 'string' && /^\d{4}-\d\d-\d\dT/.test(member) ? new Date(member) : member,
  ) as ItemWhere;
}
