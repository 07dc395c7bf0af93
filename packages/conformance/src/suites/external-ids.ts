import { LIMITS, type DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  UNKNOWN_ID,
  allVersions,
  at,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  present,
  numberOf,
} from '../fixtures.js';

async function makeKeyed(storage: DatasetsStorage) {
  const { dataset, datasetId } = await makeDataset(storage);
  const content = { input: 'in', expectedOutput: 'out', context: { a: 1 } };
  const item = await storage.addItem({ datasetId, externalId: 'key', ...content });
  return { dataset, datasetId, item };
}

export const externalIdsSuite: Suite = ({ open, supports }) => {
  describe('external ids', () => {
    it('come back with the item, and find it', async () => {
      const storage = await open();
      const { datasetId, item } = await makeKeyed(storage);
      const plain = await storage.addItem({ datasetId, input: 'plain' });
      expect(item.externalId).toBe('key');
      expect(item.id).not.toBe('key');
      expect(plain).not.toHaveProperty('externalId');
      const query = { datasetId, externalId: 'key' };
      expect(await storage.getItemByExternalId(query)).toStrictEqual(item);
      await expectSnapshot(storage, datasetId, new Date(), [plain, item]);
      expect(await storage.getItemByExternalId({ datasetId, externalId: 'none' })).toBeNull();
      const lost = { datasetId: UNKNOWN_ID, externalId: 'key' };
      expect(await storage.getItemByExternalId(lost)).toBeNull();
    });

    it('stay with the item through updates', async () => {
      const storage = await open();
      const { datasetId, item } = await makeKeyed(storage);
      const updated = await storage.updateItem({ id: item.id, datasetId, input: 'new' });
      expect(updated.externalId).toBe('key');
      const query = { datasetId, externalId: 'key' };
      expect(await storage.getItemByExternalId(query)).toStrictEqual(updated);
      const old = await storage.getItemByExternalId({ ...query, version: item.version });
      expect(old).toStrictEqual(item);
    });

    it('are compared exactly', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const keys = ['k', 'K', ' k', 'k ', '\u00e9', 'e\u0301', '%', '_', '0', '00', "'"];
      keys.push('x'.repeat(LIMITS.externalIdLength));
      for (const key of keys) await storage.addItem({ datasetId, externalId: key, input: key });
      for (const externalId of keys) {
        const item = present(await storage.getItemByExternalId({ datasetId, externalId }));
        expect(item.input).toBe(externalId);
      }
    });

    it('are unique among the current items of one dataset only', async () => {
      const storage = await open();
      const { datasetId, item } = await makeKeyed(storage);
      const other = await makeKeyed(storage);
      expect(other.item.id).not.toBe(item.id);
      for (const onConflict of [undefined, 'error'] as const) {
        const work = storage.addItem({ datasetId, externalId: 'key', input: 'new', onConflict });
        const error = await expectDatasetsError(work, 'ITEM_EXISTS');
        expect(error.details).toMatchObject({ externalId: 'key', id: item.id });
      }
      await expectSnapshot(storage, datasetId, new Date(), [item]);
      expect(await currentVersion(storage, datasetId)).toStrictEqual(item.version);
    });

    it('with skip give the existing item and make no version', async () => {
      const storage = await open();
      const { datasetId, item } = await makeKeyed(storage);
      const same = { datasetId, externalId: 'key', onConflict: 'skip' as const };
      expect(await storage.addItem({ ...same, input: 'other' })).toStrictEqual(item);
      expect(await currentVersion(storage, datasetId)).toStrictEqual(item.version);
    });

    it('with update replace the content, where it differs', async () => {
      const storage = await open();
      const { datasetId, item } = await makeKeyed(storage);
      const { id, createdAt } = item;
      const upsert = { datasetId, externalId: 'key', onConflict: 'update' as const };
      const same = { input: 'in', expectedOutput: 'out', context: { a: 1 } };
      expect(await storage.addItem({ ...upsert, ...same })).toStrictEqual(item);
      expect(await currentVersion(storage, datasetId)).toStrictEqual(item.version);

      const replaced = await storage.addItem({ ...upsert, input: 'in' });
      const { version } = replaced;
      const dates = { version, createdAt, updatedAt: version, ...numberOf(replaced) };
      const expected = { id, datasetId, externalId: 'key', input: 'in', ...dates };
      expect(replaced).toStrictEqual(expected);
      expect(version.getTime()).toBeGreaterThan(item.version.getTime());
      await expectSnapshot(storage, datasetId, item.version, [item]);
      await expectSnapshot(storage, datasetId, version, [expected]);
    });

    it('with update tell a null expected output from none', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const upsert = { datasetId, externalId: 'key', input: 1, onConflict: 'update' as const };
      const first = await storage.addItem(upsert);
      const second = await storage.addItem({ ...upsert, expectedOutput: null });
      const third = await storage.addItem({ ...upsert, expectedOutput: null });
      expect(second.version.getTime()).toBeGreaterThan(first.version.getTime());
      expect(second.expectedOutput).toBeNull();
      expect(third).toStrictEqual(second);
    });

    it('raced for by upserts leave one item with a correct history', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const states = await Promise.all(
        Array.from({ length: 10 }, (_, input) =>
          storage.addItem({ datasetId, externalId: 'key', input, onConflict: 'update' }),
        ),
      );
      expect(new Set(states.map(({ id }) => id)).size).toBe(1);
      expect(new Set(states.map(({ version }) => version.getTime())).size).toBe(10);
      for (const state of states) {
        await expectSnapshot(storage, datasetId, state.version, [state]);
      }
    });

    it('raced for by plain additions let one in', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const outcomes = await Promise.allSettled(
        [0, 1, 2, 3].map((input) => storage.addItem({ datasetId, externalId: 'key', input })),
      );
      const winners = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      expect(winners).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') continue;
        const failure = Promise.reject(outcome.reason as Error);
        const error = await expectDatasetsError(failure, 'ITEM_EXISTS');
        expect(error.details).toMatchObject({ id: at(winners, 0).id });
      }
      expect(await currentItems(storage, datasetId)).toStrictEqual(winners);
    });

    if (supports.batches) batchTests({ open, supports });
  });
};

function batchTests({ open, supports }: Pick<Parameters<Suite>[0], 'open' | 'supports'>): void {
  it('make an import that runs twice change nothing the second time', async () => {
    const storage = await open();
    const { datasetId } = await makeDataset(storage);
    const items = Array.from({ length: 20 }, (_, n) => ({ externalId: `row ${n}`, input: { n } }));
    const first = await storage.addItems({ datasetId, items, onConflict: 'update' });
    const second = await storage.addItems({ datasetId, items, onConflict: 'update' });
    expect(second).toStrictEqual(first);
    expect(await currentVersion(storage, datasetId)).toStrictEqual(at(first, 0).version);
    const third = await storage.addItems({
      datasetId,
      items: items.map((item, n) => (n === 3 ? { ...item, input: 'changed' } : item)),
      onConflict: 'update',
    });
    const changed = third.filter((item, n) => item.version > at(first, n).version);
    expect(changed.map(({ input }) => input)).toStrictEqual(['changed']);
    if (supports.history) {
      const versions = await allVersions(storage, datasetId);
      expect(versions.map(({ added, updated }) => [added, updated])).toStrictEqual([
        [0, 1],
        [20, 0],
        [0, 0],
      ]);
    }
  });

  it('tell in results what became of each addition', async () => {
    const storage = await open();
    const { datasetId, item } = await makeKeyed(storage);
    const other = await storage.addItem({ datasetId, externalId: 'other', input: 1 });
    const { version, results } = await storage.applyChanges({
      datasetId,
      changes: [
        { type: 'add', externalId: 'new', input: 1, onConflict: 'update' },
        { type: 'add', externalId: 'key', input: 2, onConflict: 'update' },
        { type: 'add', externalId: 'other', input: 3, onConflict: 'skip' },
      ],
    });
    expect(results.map(({ action }) => action)).toStrictEqual(['added', 'updated', 'unchanged']);
    expect(at(results, 1).id).toBe(item.id);
    expect(at(results, 2).item).toStrictEqual(other);
    expect(at(results, 0).item?.version).toStrictEqual(version);
    const unchanged = await storage.applyChanges({
      datasetId,
      changes: [{ type: 'add', externalId: 'other', input: 3, onConflict: 'skip' }],
    });
    expect(unchanged).toStrictEqual({ version, results: [at(results, 2)] });
  });

  it.each(['error', 'skip', 'update'] as const)(
    'with %s refuse a batch that changes the existing item in another way too',
    async (onConflict) => {
      const storage = await open();
      const { datasetId, item } = await makeKeyed(storage);
      const { id, input, expectedOutput, context } = item;
      const others = [
        { type: 'delete', id },
        { type: 'update', id, input: 'other' },
      ] as const;
      const contents = [{ input: 'new' }, { input, expectedOutput, context }];
      for (const other of others) {
        for (const content of contents) {
          const add = { type: 'add', externalId: 'key', onConflict, ...content } as const;
          for (const changes of [
            [add, other],
            [other, add],
          ]) {
            const work = storage.applyChanges({ datasetId, changes });
            await expectDatasetsError(work, 'INVALID_ARGUMENT');
          }
        }
      }
      await expectSnapshot(storage, datasetId, new Date(), [item]);
    },
  );

  it('that clash refuse the whole batch', async () => {
    const storage = await open();
    const { datasetId, item } = await makeKeyed(storage);
    const items = [{ input: 1 }, { input: 2, externalId: 'key' }];
    const error = await expectDatasetsError(storage.addItems({ datasetId, items }), 'ITEM_EXISTS');
    expect(error.details).toMatchObject({ externalId: 'key', id: item.id });
    const twice = [
      { input: 1, externalId: 'new' },
      { input: 2, externalId: 'new' },
    ];
    for (const onConflict of ['error', 'skip', 'update'] as const) {
      const work = storage.addItems({ datasetId, items: twice, onConflict });
      await expectDatasetsError(work, 'INVALID_ARGUMENT');
    }
    await expectSnapshot(storage, datasetId, new Date(), [item]);
  });
}
