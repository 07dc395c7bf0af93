import { DatasetsError } from '../../../../errors.js';
import type { Dataset, VersionReference } from '../../../types.js';
import { datasetNotFound } from '../versioned/errors.js';
import type { BasicReads } from './basic-reads.js';

/** A version as the eleven basic methods take it. Throws `NOT_SUPPORTED` for a number or tag. */
export function requireDate(version: VersionReference): Date {
  if (version instanceof Date) return version;
  const capability = typeof version === 'number' ? 'history' : 'tags';
  throw new DatasetsError('NOT_SUPPORTED', 'This storage takes versions as dates only.', {
    details: { capability },
  });
}

/** Gives the dataset. Throws `DATASET_NOT_FOUND`. */
export async function requireDataset(storage: BasicReads, id: string): Promise<Dataset> {
  const dataset = await storage.getDatasetById({ id });
  if (dataset !== null) return dataset;
  throw datasetNotFound(id);
}
