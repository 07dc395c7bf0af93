import {
  DatasetsError,
  type DatasetsStorage,
  type DatasetVersion,
  type StoragePagination,
  type VersionReference,
} from '@mastra-datasets/core';

const PAGE_LENGTH = 500;

/**
 * Finds the version that a reference stands for, the newest by default. Throws `VERSION_NOT_FOUND`
 * as the storage does.
 */
export async function requireVersion(
  datasets: DatasetsStorage,
  datasetId: string,
  reference: VersionReference | undefined,
): Promise<DatasetVersion> {
  const [newest] = await pageOf(datasets, datasetId, { page: 0, perPage: 1 });
  if (newest === undefined) throw versionNotFound(datasetId, reference);
  if (reference === undefined || isMeant(newest, reference)) return newest;
  const number = await numberOf(datasets, datasetId, reference);
  if (number !== null) {
    // Numbers have no gaps, so they tell the place in the list.
    const page = newest.number - number;
    const [found] = page < 0 ? [] : await pageOf(datasets, datasetId, { page, perPage: 1 });
    if (found?.number === number) return found;
  }
  // A date, or others have made versions meanwhile.
  for await (const version of versionsOf(datasets, datasetId)) {
    if (isMeant(version, reference)) return version;
  }
  throw versionNotFound(datasetId, reference);
}

/** As {@link requireVersion}; `null` where there is no such version. */
export async function findVersion(
  datasets: DatasetsStorage,
  datasetId: string,
  reference: VersionReference,
): Promise<DatasetVersion | null> {
  try {
    return await requireVersion(datasets, datasetId, reference);
  } catch (error) {
    if (error instanceof DatasetsError && error.code === 'VERSION_NOT_FOUND') return null;
    throw error;
  }
}

/** Gives the versions of a dataset, newest first. */
async function* versionsOf(
  datasets: DatasetsStorage,
  datasetId: string,
): AsyncGenerator<DatasetVersion, void, undefined> {
  for (let page = 0; ; page += 1) {
    const versions = await pageOf(datasets, datasetId, { page, perPage: PAGE_LENGTH });
    yield* versions;
    if (versions.length < PAGE_LENGTH) return;
  }
}

/** Gives a page of the versions of a dataset, newest first. */
export async function pageOf(
  datasets: DatasetsStorage,
  datasetId: string,
  pagination: StoragePagination,
): Promise<readonly DatasetVersion[]> {
  return (await datasets.listVersions({ datasetId, pagination })).versions;
}

/** The number of the version meant; `null` where only the list tells. Throws for an unknown tag. */
async function numberOf(
  datasets: DatasetsStorage,
  datasetId: string,
  reference: VersionReference,
): Promise<number | null> {
  if (reference instanceof Date) return null;
  if (typeof reference === 'number') return reference;
  const tags = await datasets.listTags({ datasetId });
  const tag = tags.find((candidate) => candidate.tag === reference);
  if (tag === undefined) throw versionNotFound(datasetId, reference);
  return tag.number;
}

function versionNotFound(
  datasetId: string,
  reference: VersionReference | undefined,
): DatasetsError {
  const name = reference instanceof Date ? reference.toISOString() : String(reference ?? 'yet');
  return new DatasetsError('VERSION_NOT_FOUND', `The dataset has no version ${name}.`, {
    details: { datasetId, version: reference },
  });
}

function isMeant({ version, number, tags }: DatasetVersion, reference: VersionReference): boolean {
  if (reference instanceof Date) return version.getTime() <= reference.getTime();
  return typeof reference === 'number' ? number === reference : tags.includes(reference);
}
