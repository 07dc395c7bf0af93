import { writingOften } from '../../../../../failures.js';
import type * as types from '../../../../types.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { RunFetch } from '../reading/scan-items.js';
import { inspectDataset, verifyDataset, type Verification } from './verify-dataset.js';

/**
 * Whether only counts of items are wrong. When items are lost, the counts must stay: nothing else
 * tells how many items there were.
 */
function isRepairable({ report, itemCounts }: Verification): boolean {
  return report.problems.length === itemCounts.wrong;
}

/**
 * Checks a dataset, corrects the counts of items of its commits where nothing else is wrong, and
 * checks it again. Others may write meanwhile. Their commits take over an error, and the correction
 * includes them.
 */
export function repairDataset(
  primitives: DatasetsPrimitives,
  datasetId: string,
  run: RunFetch,
): Promise<types.VerificationReport> {
  return writingOften((noteWrite) => repair(primitives, datasetId, run, noteWrite));
}

async function repair(
  primitives: DatasetsPrimitives,
  datasetId: string,
  run: RunFetch,
  noteWrite: () => void,
): Promise<types.VerificationReport> {
  const found = await inspectDataset(primitives, datasetId, run);
  if (!isRepairable(found)) return { ...found.report, repaired: [] };
  for (const error of found.itemCounts.errors) {
    const isDone = await run(() => primitives.correctItemCounts({ datasetId, ...error }));
    // Somebody else repairs the dataset, too. The second check shows what is still wrong.
    if (!isDone) break;
    noteWrite();
  }
  const report = await verifyDataset(primitives, datasetId, run);
  return { ...report, repaired: found.report.problems };
}
