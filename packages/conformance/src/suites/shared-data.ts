import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { SuiteContext } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  allVersions,
  at,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  present,
} from '../fixtures.js';

type Connect = NonNullable<SuiteContext['connect']>;

/** How often a race is run. */
const ROUNDS = 20;

function numbers(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Runs two calls at once and tells which of them succeeded; the other must fail with this code. */
async function raceForOne(
  code: Parameters<typeof expectDatasetsError>[1],
  ...calls: readonly Promise<unknown>[]
): Promise<number> {
  const outcomes = await Promise.allSettled(calls);
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    await expectDatasetsError(Promise.reject(outcome.reason as Error), code);
  }
  const winners = numbers(calls.length).filter((call) => at(outcomes, call).status === 'fulfilled');
  expect(winners).toHaveLength(1);
  return at(winners, 0);
}

/** What storages of different processes owe each other. */
export function sharedDataSuite({ open, supports }: SuiteContext, connect: Connect): void {
  async function openTwo(): Promise<[ours: DatasetsStorage, theirs: DatasetsStorage]> {
    const ours = await open();
    return [ours, await connect(ours)];
  }

  describe('two storages of the same data', () => {
    it('read what the other has written, at every version', async () => {
      const [ours, theirs] = await openTwo();
      const { dataset, datasetId, items } = await makeDataset(ours, ['a']);
      const [first] = [at(items, 0)];
      const updated = await theirs.updateItem({ id: first.id, datasetId, input: 'A' });
      const added = await ours.addItem({ datasetId, input: 'b' });
      for (const storage of [ours, theirs]) {
        await expectSnapshot(storage, datasetId, dataset.version, []);
        await expectSnapshot(storage, datasetId, first.version, [first]);
        await expectSnapshot(storage, datasetId, updated.version, [updated]);
        await expectSnapshot(storage, datasetId, added.version, [added, updated]);
      }
      await theirs.deleteDataset({ id: datasetId });
      await expectDatasetsError(ours.addItem({ datasetId, input: 'c' }), 'DATASET_NOT_FOUND');
      expect(await ours.getItemById({ id: first.id })).toBeNull();
    });

    it('lose no change of each other, and every version gives what its call returned', async () => {
      const [ours, theirs] = await openTwo();
      const { datasetId, items } = await makeDataset(ours, ['start']);
      const { id } = at(items, 0);
      const change = async (storage: DatasetsStorage, round: number): Promise<DatasetItem[]> => [
        await storage.updateItem({ id, datasetId, input: round }),
        await storage.addItem({ datasetId, input: round }),
      ];
      const calls = numbers(ROUNDS).flatMap((round) => [
        change(ours, round),
        change(theirs, round + ROUNDS),
      ]);
      const states = (await Promise.all(calls)).flat();
      const updates = states.filter((state) => state.id === id);
      expect(new Set(updates.map(({ version }) => version.getTime())).size).toBe(2 * ROUNDS);
      for (const state of states) {
        const { version } = state;
        expect(await theirs.getItemById({ id: state.id, version })).toStrictEqual(state);
      }
      expect(await currentItems(ours, datasetId)).toHaveLength(2 * ROUNDS + 1);
      if (supports.history) {
        const commits = (await allVersions(ours, datasetId)).reverse();
        expect(commits.map(({ number }) => number)).toStrictEqual(numbers(commits.length));
      }
      if (supports.verification) {
        expect((await ours.verify({ datasetId })).problems).toStrictEqual([]);
      }
    });

    it('lose no field of a dataset, and no version of it', async () => {
      const [ours, theirs] = await openTwo();
      const { datasetId } = await makeDataset(ours);
      for (const round of numbers(ROUNDS)) {
        const [, , item] = await Promise.all([
          ours.updateDataset({ id: datasetId, description: `ours ${round}` }),
          theirs.updateDataset({ id: datasetId, metadata: { round } }),
          theirs.addItem({ datasetId, input: round }),
        ]);
        expect(present(await ours.getDatasetById({ id: datasetId }))).toMatchObject({
          description: `ours ${round}`,
          metadata: { round },
          version: item.version,
        });
      }
    });

    if (supports.batches) {
      it('let one of two changes through that expect the same version', async () => {
        const [ours, theirs] = await openTwo();
        const { datasetId } = await makeDataset(ours);
        for (const input of numbers(ROUNDS)) {
          const expectedVersion = await currentVersion(ours, datasetId);
          const call = { datasetId, input, expectedVersion };
          await raceForOne('VERSION_CONFLICT', ours.addItem(call), theirs.addItem(call));
        }
        expect(await currentItems(theirs, datasetId)).toHaveLength(ROUNDS);
      });
    }

    if (supports.externalIds) {
      it('let one of two items have an external id', async () => {
        const [ours, theirs] = await openTwo();
        const { datasetId } = await makeDataset(ours);
        for (const input of numbers(ROUNDS)) {
          const item = { datasetId, externalId: `plain ${input}`, input };
          await raceForOne('ITEM_EXISTS', ours.addItem(item), theirs.addItem(item));
          const upsert = { ...item, externalId: `upsert ${input}`, onConflict: 'update' } as const;
          const states = [ours.addItem(upsert), theirs.addItem(upsert)];
          const [one, two] = await Promise.all(states);
          expect(one).toStrictEqual(two);
        }
        expect(await currentItems(theirs, datasetId)).toHaveLength(2 * ROUNDS);
      });
    }

    if (supports.externalIds && supports.batches) {
      it('never call an item unchanged that the other has changed', async () => {
        const [ours, theirs] = await openTwo();
        const { datasetId } = await makeDataset(ours);
        const kept = await ours.addItem({ datasetId, externalId: 'kept', input: 'kept' });
        await ours.addItem({ datasetId, externalId: 'edited', input: 'edited' });
        for (const round of numbers(ROUNDS)) {
          const changes = [
            { type: 'add', externalId: 'kept', input: 'kept', onConflict: 'update' },
            { type: 'add', externalId: 'edited', input: round, onConflict: 'update' },
          ] as const;
          const [{ version, results }] = await Promise.all([
            ours.applyChanges({ datasetId, changes }),
            theirs.updateItem({ datasetId, id: kept.id, input: `theirs ${round}` }),
          ]);
          const told = results.flatMap(({ item }) => item ?? []);
          await expectSnapshot(theirs, datasetId, version, told.reverse());
        }
      });
    }

    if (supports.tags) {
      it('let one of two tags of a name through', async () => {
        const [ours, theirs] = await openTwo();
        const { dataset, datasetId, items } = await makeDataset(ours, ['a']);
        const versions = [dataset.version, at(items, 0).version] as const;
        for (const round of numbers(ROUNDS)) {
          const tag = `tag ${round}`;
          const winner = await raceForOne(
            'VERSION_CONFLICT',
            ours.tagVersion({ datasetId, tag, version: versions[0] }),
            theirs.tagVersion({ datasetId, tag, version: versions[1] }),
          );
          const tags = await ours.listTags({ datasetId });
          const stored = present(tags.find((entry) => entry.tag === tag));
          expect(stored.version).toStrictEqual(versions[winner === 0 ? 0 : 1]);
        }
      });
    }

    if (supports.restore) {
      it('restore what was there, whatever the other writes meanwhile', async () => {
        const [ours, theirs] = await openTwo();
        const { datasetId, items } = await makeDataset(ours, ['a', 'b']);
        const { version } = at(items, 1);
        for (const input of numbers(ROUNDS)) {
          const [restored] = await Promise.all([
            ours.restoreVersion({ datasetId, version }),
            theirs.addItem({ datasetId, input }),
            theirs.updateItem({ datasetId, id: at(items, 0).id, input }),
          ]);
          const now = await theirs.getItemsByVersion({ datasetId, version: restored.version });
          expect(now.map((item) => item.input)).toStrictEqual(['b', 'a']);
        }
      });
    }

    if (supports.schemas) {
      it('check items against schemas that the other has just set', async () => {
        const [ours, theirs] = await openTwo();
        const { datasetId } = await makeDataset(ours, [1]);
        await theirs.updateDataset({ id: datasetId, inputSchema: { type: 'number' } });
        const wrong = () => ours.addItem({ datasetId, input: 'text' });
        await expectDatasetsError(wrong, 'SCHEMA_VALIDATION_FAILED');
        await theirs.updateDataset({ id: datasetId, inputSchema: null });
        expect(await wrong()).toMatchObject({ input: 'text' });
        const inputSchema = { type: 'string' };
        await theirs.updateDataset({ id: datasetId, inputSchema, existing: 'keep' });
        await ours.updateDataset({ id: datasetId, name: 'knows the schema' });
        await theirs.deleteDataset({ id: datasetId });
        await expectDatasetsError(() => ours.addItem({ datasetId, input: 1 }), 'DATASET_NOT_FOUND');
      });

      it('let no item in beside a schema that it breaks', async () => {
        const [ours, theirs] = await openTwo();
        for (const round of numbers(ROUNDS)) {
          const { datasetId } = await makeDataset(ours, [round]);
          await raceForOne(
            'SCHEMA_VALIDATION_FAILED',
            ours.updateDataset({ id: datasetId, inputSchema: { type: 'number' } }),
            theirs.addItem({ datasetId, input: 'text' }),
          );
        }
      });
    }
  });
}
