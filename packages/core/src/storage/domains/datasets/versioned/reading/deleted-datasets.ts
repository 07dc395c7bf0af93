import { DatasetsError } from '../../../../../errors.js';
import { datasetNotFound } from '../errors.js';
import type { DatasetsReads } from '../adapter/primitives.js';

/**
 * Throws `DATASET_NOT_FOUND` when a dataset is gone. A call that reads in several steps asks this
 * when something is missing, because deleting a dataset does not wait for its readers.
 */
export async function requireDataset(primitives: DatasetsReads, datasetId: string): Promise<void> {
  if ((await primitives.findDataset(datasetId)) === null) throw datasetNotFound(datasetId);
}

/** Gives another result for work that found its dataset deleted. */
export async function ifDeletedMeanwhile<Result>(
  result: Result,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatasetsError && error.code === 'DATASET_NOT_FOUND') return result;
    throw error;
  }
}
