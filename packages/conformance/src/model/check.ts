import type { DatasetsStorage } from '@mastra-datasets/core';
import fc from 'fast-check';
import { ALL } from '../fixtures.js';
import type { ManualClock } from '../manual-clock.js';
import type { ModelOptions } from '../options.js';
import { execute } from './execute.js';
import { ModelDataset } from './model-dataset.js';
import { operations } from './operations.js';
import { verify } from './verify.js';
import type { World } from './world.js';

/** How many sequences are tried, and how long they get, unless told otherwise. */
export const MODEL_DEFAULTS = Object.freeze({ runs: 200, maximumLength: 60 });

async function clear(storage: DatasetsStorage): Promise<void> {
  const { datasets } = await storage.listDatasets({ pagination: ALL });
  for (const { id } of datasets) await storage.deleteDataset({ id });
}

/**
 * Runs random sequences of operations on an empty storage and on a model of it, and compares the
 * two after each sequence. Rejects with the seed and the shortest sequence that shows a difference.
 * Gives how many operations were tried.
 */
export async function checkAgainstModel(
  storage: DatasetsStorage,
  clock: ManualClock | undefined,
  options: ModelOptions,
): Promise<number> {
  const { runs, maximumLength, seed } = { ...MODEL_DEFAULTS, ...options };
  let steps = 0;
  const property = fc.asyncProperty(
    fc.array(operations(storage.supports), { maxLength: maximumLength, size: 'max' }),
    fc.array(fc.nat({ max: 9_999 }), { minLength: 4, maxLength: 4 }),
    async (sequence, probes) => {
      const first = new ModelDataset(await storage.createDataset({ name: 'random' }));
      const world: World = { storage, clock, models: [first], deleted: [] };
      try {
        for (const operation of sequence) {
          await execute(world, operation);
          steps += 1;
        }
        await verify(world, probes);
      } finally {
        // All sequences share the storage, and each one checks the whole list of datasets.
        await clear(storage);
      }
    },
  );
  await fc.assert(property, {
    numRuns: runs,
    includeErrorInReport: true,
    ...(seed === undefined ? {} : { seed }),
  });
  return steps;
}
