import type { DatasetsPrimitives } from '@mastra-datasets/core';
import { describe, it, onTestFinished } from 'vitest';
import type { OpenPrimitives, PrimitivesTopic } from './check.js';
import { commitChecks } from './commits.js';
import { conditionChecks } from './conditions.js';
import { datasetListChecks } from './dataset-lists.js';
import { datasetChecks } from './datasets.js';
import { forkChecks } from './forks.js';
import { holdChecks } from './holds.js';
import { identityChecks } from './identities.js';
import { itemCountChecks } from './item-counts.js';
import { itemFieldChecks } from './item-fields.js';
import { lifecycleChecks } from './lifecycle.js';
import { purgeChecks } from './purges.js';
import { readChecks } from './reads.js';
import { skippedItemChecks } from './skipped-items.js';
import { stagingChecks } from './staging/checks.js';
import { tagChecks } from './tags.js';

/** Everything that primitives owe, by topic. */
export const PRIMITIVES_TOPICS: readonly PrimitivesTopic[] = [
  lifecycleChecks,
  datasetChecks,
  datasetListChecks,
  commitChecks,
  conditionChecks,
  itemFieldChecks,
  identityChecks,
  purgeChecks,
  forkChecks,
  holdChecks,
  itemCountChecks,
  readChecks,
  skippedItemChecks,
  tagChecks,
  stagingChecks,
];

/** Registers the tests of the primitives themselves. */
export function primitivesSuite(open: OpenPrimitives): void {
  describe('primitives', () => {
    for (const { topic, checks } of PRIMITIVES_TOPICS) {
      describe(topic, () => {
        for (const { name, run } of checks) it(name, () => run(open));
      });
    }
  });
}

/** What {@link runPrimitivesConformance} takes. */
export interface PrimitivesConformanceOptions {
  /** Names the primitives in the test report, with their configuration. */
  name: string;
  /** Makes the primitives of a fresh, empty database; the suite calls `initialize` and `close`. */
  create(): Promise<DatasetsPrimitives>;
}

/**
 * Registers the tests of primitives alone, for an adapter under construction: they say which
 * primitive does what it should not. `runDatasetsConformance` has them, too.
 */
export function runPrimitivesConformance(options: PrimitivesConformanceOptions): void {
  describe(options.name, () => {
    primitivesSuite(async () => {
      const primitives = await options.create();
      onTestFinished(() => primitives.close());
      await primitives.initialize();
      return primitives;
    });
  });
}
