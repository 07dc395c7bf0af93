import {
  DatasetsError,
  type DatasetsStorage,
  type DatasetVersion,
  type VersionReference,
} from '@mastra-datasets/core';

/**
 * Gives the version that a reference stands for, the newest by default. Throws `VERSION_NOT_FOUND`,
 * also where the dataset is gone.
 */
export async function requireVersion(
  datasets: DatasetsStorage,
  datasetId: string,
  reference: VersionReference | undefined,
): Promise<DatasetVersion> {
  const version = await datasets.getVersion({ datasetId, version: reference });
  if (version !== null) return version;
  const name = reference instanceof Date ? reference.toISOString() : String(reference ?? 'yet');
  throw new DatasetsError('VERSION_NOT_FOUND', `The dataset has no version ${name}.`, {
    details: { datasetId, version: reference },
  });
}

/** As {@link requireVersion}; `null` where there is no such version. */
export async function findVersion(
  datasets: DatasetsStorage,
  datasetId: string,
  reference: VersionReference,
): Promise<DatasetVersion | null> {
  try {
    return await datasets.getVersion({ datasetId, version: reference });
  } catch (error) {
    if (error instanceof DatasetsError && error.code === 'VERSION_NOT_FOUND') return null;
    throw error;
  }
}
