import {
  VersionedDatasetsStorage,
  isRefused,
  type DatasetsPrimitives,
  type ForkSource,
} from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../fixtures.js';
import { interruptedPrimitives } from '../progress/interrupted.js';
import { check, type PrimitivesTopic } from './check.js';
import {
  NO_NOTES,
  START,
  apply,
  commitRequest,
  datasetRecord,
  dump,
  expectRefused,
  expectUnchanged,
  itemInsert,
  json,
  storeDataset,
  storeItems,
} from './fixtures.js';

const SECRET = 'secret';

/** The storage under test over other primitives. */
class Over extends VersionedDatasetsStorage {}

/** Makes a fork with one item; expects it to be refused, and nothing to be left of it. */
async function expectForkRefused(
  primitives: DatasetsPrimitives,
  source: ForkSource,
  condition: string,
): Promise<void> {
  const fork = datasetRecord();
  const items = [itemInsert(fork.id)];
  const before = await dump(primitives, source.datasetId);
  const answer = await primitives.insertFork?.(fork, items, NO_NOTES, source);
  expectRefused(answer, condition);
  expect(await primitives.findDataset(fork.id)).toBeNull();
  expect(await primitives.findCommit(fork.id, { type: 'newest' })).toBeNull();
  expect(await primitives.findItems([at(items, 0).id], null)).toEqual([]);
  expect(await dump(primitives, source.datasetId)).toStrictEqual(before);
}

/**
 * Primitives whose connection breaks right after a fork was inserted, while somebody purged the
 * item right before that.
 */
function breaksAfterFork(primitives: DatasetsPrimitives, datasetId: string, id: string) {
  let isBroken = false;
  const connected = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    if (isBroken) throw new Error('The connection is broken.');
    return ask();
  };
  const sound = interruptedPrimitives(primitives, () => Promise.resolve());
  const broken: DatasetsPrimitives = {
    ...sound,
    insertFork: async (...given) => {
      if (primitives.insertFork === undefined) throw new Error('There is no such primitive.');
      await primitives.purgeInPlace({ datasetId, ids: [id], purgedAt: START });
      const answer = await primitives.insertFork(...given);
      isBroken = true;
      return answer;
    },
    refresh: () => connected(() => primitives.refresh?.() ?? Promise.resolve(false)),
    findDataset: (...given) => connected(() => sound.findDataset(...given)),
    findPurgedItemIds: (...given) => connected(() => sound.findPurgedItemIds(...given)),
    deleteDataset: (...given) => connected(() => sound.deleteDataset(...given)),
  };
  return broken;
}

export const forkChecks: PrimitivesTopic = {
  topic: 'forks',
  checks: [
    check('insertFork, where there is one, stores what insertDataset does', async (primitives) => {
      if (primitives.insertFork === undefined) return;
      const { datasetId } = await storeItems(primitives, 'a');
      const fields = { attributes: json({ kind: 'fork' }), metadata: json({ a: 1 }) };
      const record = datasetRecord(fields);
      const items = [itemInsert(record.id, { externalId: 'key' }), itemInsert(record.id)];
      const notes = { author: 'Ada', message: 'forked' };
      await primitives.insertDataset(record, items, notes);
      const expected = await dump(primitives, record.id);
      await primitives.deleteDataset(record.id);
      const source = { datasetId, createdAt: START, purgedItems: 0 };
      const answer = await primitives.insertFork(record, items, notes, source);
      expect(isRefused(answer) ? answer : answer.id).toBe(record.id);
      expect(await dump(primitives, record.id)).toStrictEqual(expected);
    }),

    check('insertFork refuses an id that another dataset has', async (primitives) => {
      if (primitives.insertFork === undefined) return;
      const insertFork = primitives.insertFork.bind(primitives);
      const { datasetId } = await storeItems(primitives, 'a');
      const twin = datasetRecord({ id: datasetId, name: 'twin' });
      const source = { datasetId, createdAt: START, purgedItems: 0 };
      await expectUnchanged(primitives, datasetId, async () => {
        const items = [itemInsert(datasetId)];
        expectRefused(await insertFork(twin, items, NO_NOTES, source), 'id');
      });
    }),

    check('insertFork refuses a source that is gone or was replaced', async (primitives) => {
      if (primitives.insertFork === undefined) return;
      const { datasetId } = await storeDataset(primitives);
      const replaced = { datasetId, createdAt: START - 1, purgedItems: 0 };
      await expectForkRefused(primitives, replaced, 'source');
      await primitives.deleteDataset(datasetId);
      await expectForkRefused(primitives, { ...replaced, createdAt: START }, 'source');
    }),

    check('insertFork refuses when an item of the source was purged', async (primitives) => {
      if (primitives.insertFork === undefined) return;
      const { datasetId, items } = await storeItems(primitives, 'a', 'b', 'c');
      const source = { datasetId, createdAt: START };
      const [first, second] = [at(items, 0).id, at(items, 1).id];
      await primitives.purgeInPlace({ datasetId, ids: [first], purgedAt: START });
      await expectForkRefused(primitives, { ...source, purgedItems: 0 }, 'purged');
      await apply(primitives, datasetId, { deletes: [second], purges: [second] });
      await expectForkRefused(primitives, { ...source, purgedItems: 1 }, 'purged');
      // A second state of the same item is no other item.
      await primitives.commit(commitRequest(datasetId, { deletes: [first] }));
      const fork = datasetRecord();
      const known = { ...source, purgedItems: 2 };
      const answer = await primitives.insertFork(fork, [], NO_NOTES, known);
      expect(answer).not.toHaveProperty('refused');
      expect(await primitives.findDataset(fork.id)).not.toBeNull();
    }),

    check('a fork that nobody can look at afterwards holds nothing purged', async (primitives) => {
      if (primitives.insertFork === undefined) return;
      const { datasetId, items } = await storeItems(primitives, SECRET, 'harmless');
      const broken = breaksAfterFork(primitives, datasetId, at(items, 0).id);
      const work = new Over(broken).forkDataset({ datasetId, name: 'fork' });
      const failed = { status: 'rejected', reason: { code: 'STORAGE_FAILED' } };
      expect(await Promise.allSettled([work])).toMatchObject([failed]);
      expect(await primitives.countDatasets([])).toBe(1);
      const sound = interruptedPrimitives(primitives, () => Promise.resolve());
      const fork = await new Over(sound).forkDataset({ datasetId, name: 'fork' });
      const stored = JSON.stringify(await dump(primitives, fork.id));
      expect(stored).toContain('harmless');
      expect(stored).not.toContain(SECRET);
    }),
  ],
};
