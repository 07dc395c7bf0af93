import { VersionedDatasetsStorage, type DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { SuiteContext } from '../context.js';
import { at, present } from '../fixtures.js';
import { besideWriter, SHARED } from './beside-writer.js';
import { PROGRESS_CHECKS, type ProgressTools } from './checks.js';

/** How many items the operations beside a second storage are about. */
const LENGTH = 200;

function versioned(storage: DatasetsStorage): VersionedDatasetsStorage {
  if (storage instanceof VersionedDatasetsStorage) return storage;
  throw new Error('Only versioned storages are tested beside writers.');
}

/** The storage under test over other primitives. */
class Over extends VersionedDatasetsStorage {}

/** That no operation starves while others write to its dataset. */
export function progressSuite({ open, connect }: SuiteContext): void {
  const tools: ProgressTools = {
    open: async () => {
      const storage = versioned(await open());
      await storage.init();
      return storage;
    },
    over: (primitives) => new Over(primitives),
  };

  describe('while others keep writing', () => {
    for (const { name, run } of PROGRESS_CHECKS) {
      it(`${name} comes to an end`, () => run(tools));
    }

    if (connect !== undefined) {
      it('through a second storage, every operation does what it says', async () => {
        const ours = versioned(await open());
        const target = versioned(await open());
        const theirs = await connect(ours);
        const { id: datasetId } = await ours.createDataset({ name: 'shared' });
        const items = Array.from({ length: LENGTH }, (_, index) => ({
          externalId: `item ${index}`,
          input: `question ${index}`,
        }));
        const stored = await ours.addItems({ datasetId, items });
        const { version } = at(stored, 0);
        const { id } = present(stored.find(({ externalId }) => externalId === SHARED));
        const beside = <Result>(operation: () => Promise<Result>) =>
          besideWriter(theirs, datasetId, operation);

        const copy = await beside(() => ours.copyDatasetTo(target, { datasetId }));
        expect(copy.copied).toBe(copy.versions);
        for (const onConflict of ['skip', 'update'] as const) {
          const told = await beside(() => ours.addItems({ datasetId, items, onConflict }));
          expect(told).toHaveLength(LENGTH);
        }
        const restored = await beside(() => ours.restoreVersion({ datasetId, version }));
        expect(restored.itemCount).toBe(LENGTH);
        const inputSchema = { type: ['string', 'number'] };
        const update = await beside(() => ours.updateDataset({ id: datasetId, inputSchema }));
        expect(update.inputSchema).toStrictEqual(inputSchema);
        await beside(() => ours.purgeItem({ datasetId, id }));
        const states = await ours.getItemHistory({ id });
        expect(states.filter(({ item }) => item.purgedAt === undefined)).toStrictEqual([]);
        expect((await ours.verify({ datasetId })).problems).toStrictEqual([]);
      });
    }
  });
}
