import { DatasetsError, type DatasetsStorage } from '@mastra-datasets/core';

/**
 * Does work on a dataset of a list, and gives `null` where somebody has deleted the dataset since it
 * was listed. Other failures are thrown.
 */
export async function unlessDeleted<Result>(
  datasets: DatasetsStorage,
  id: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatasetsError) || !NOT_FOUND.has(error.code)) throw error;
    if ((await datasets.getDatasetById({ id })) !== null) throw error;
    return null;
  }
}

/** What storages say when a dataset goes while it is read. */
const NOT_FOUND: ReadonlySet<string> = new Set(['DATASET_NOT_FOUND', 'VERSION_NOT_FOUND']);
