import assert from 'node:assert/strict';
import type { DatasetsStorage } from '@mastra-datasets/core';
import type { RecordedCall } from './calls.js';
import { itemOf, toSnapshot } from './snapshot.js';

/**
 * Checks that every acknowledged call is in the version that it was told, exactly; others may write
 * meanwhile. Gives how many there were.
 */
export async function checkAcknowledged(
  storage: DatasetsStorage,
  calls: readonly RecordedCall[],
): Promise<number> {
  let checked = 0;
  for (const { datasetId, version, results } of calls) {
    if (version === null) continue;
    const items = await storage.getItemsByVersion({ datasetId, version: new Date(version) });
    const snapshot = toSnapshot(items);
    for (const { id, item } of results ?? []) assert.deepEqual(itemOf(snapshot, id), item);
    checked += 1;
  }
  return checked;
}
