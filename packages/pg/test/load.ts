import { DatasetsError, type DatasetItem, type DatasetsStorage } from '@mastra-datasets/core';
import { expect } from 'vitest';

/** Additions that go on, in several loops at the same time. */
export interface Load {
  /** Waits until so many more items have been acknowledged. */
  untilMore(count: number): Promise<void>;
}

/**
 * Adds items to a dataset through each of the storages, one after the other, while something
 * happens, whatever fails meanwhile; gives what was acknowledged. The loops end with what happens,
 * also when that fails, and when their storage is closed: nothing else would ever end them.
 */
export async function underLoad(
  storages: readonly DatasetsStorage[],
  datasetId: string,
  happen: (load: Load) => Promise<void>,
): Promise<DatasetItem[]> {
  const acknowledged: DatasetItem[] = [];
  let isOver = false;
  const write = async (storage: DatasetsStorage, writer: number) => {
    for (let round = 0; !isOver; round += 1) {
      try {
        acknowledged.push(await storage.addItem({ datasetId, input: { writer, round } }));
      } catch (error) {
        if (!(error instanceof DatasetsError) || error.code === 'CLOSED') throw error;
      }
    }
  };
  const writing = Promise.all(storages.map(write));
  const untilMore = async (count: number) => {
    const enough = acknowledged.length + count;
    await expect.poll(() => acknowledged.length).toBeGreaterThanOrEqual(enough);
  };
  try {
    await Promise.race([happen({ untilMore }), writing]);
  } finally {
    isOver = true;
    await writing;
  }
  return acknowledged;
}
