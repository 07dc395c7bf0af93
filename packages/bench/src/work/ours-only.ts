import { setImmediate as nextTurn } from 'node:timers/promises';
import { check } from '../check.js';
import type { KnownVersion, OurSubject } from '../subject.js';
import { takeSample, type Sample } from '../measure/sample.js';

/** Iterates over the newest version. */
export async function iterate({ contender, datasetId, size }: OurSubject): Promise<Sample> {
  let count = 0;
  const sample = await takeSample(contender, 1, async () => {
    for await (const item of contender.storage.iterateItems({ datasetId })) {
      if (item.datasetId === datasetId) count += 1;
    }
  });
  check(count === size, 'an iteration has another number of items');
  return sample;
}

/** How often an iteration's memory is looked at. */
const MEMORY_LOOKS = 10;

/** The most live memory an iteration took over what there was before, in megabytes. */
export async function iterationMemory({ contender, datasetId, size }: OurSubject): Promise<number> {
  const interval = Math.ceil(size / MEMORY_LOOKS);
  const before = await liveMegabytes();
  let peak = before;
  let count = 0;
  for await (const item of contender.storage.iterateItems({ datasetId })) {
    if (item.datasetId === datasetId) count += 1;
    if (count % interval === 0) peak = Math.max(peak, await liveMegabytes());
  }
  return peak - before;
}

async function liveMegabytes(): Promise<number> {
  globalThis.gc?.();
  // What the driver holds for collected objects is let go of in the next turn.
  await nextTurn();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 ** 2;
}

/** Compares two versions. */
export async function diff(
  { contender, datasetId }: OurSubject,
  from: KnownVersion,
  to: KnownVersion,
  changes: number,
): Promise<Sample> {
  let count = 0;
  const sample = await takeSample(contender, 1, async () => {
    const marks = { from: from.mark, to: to.mark };
    const difference = await contender.storage.diffVersions({ datasetId, ...marks });
    for await (const { type } of difference) if (type === 'updated') count += 1;
  });
  check(count === changes, 'a diff has another number of changes');
  return sample;
}
