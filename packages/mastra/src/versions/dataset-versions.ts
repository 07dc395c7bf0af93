import type { DatasetsStorage, DatasetVersion as Commit } from '@mastra-datasets/core';
import type {
  DatasetVersion,
  ListDatasetVersionsInput,
  ListDatasetVersionsOutput,
} from '@mastra/core/storage';
import { requireDataset } from '../datasets/tenancy.js';
import { callersFault, hasCode } from '../failures/translate.js';
import { askedPage, pageRequest, shownPage } from '../paging.js';
import { numberOf } from './numbers.js';

function toDatasetVersion({ datasetId, number, version }: Commit): DatasetVersion {
  return { id: `${datasetId}:${number}`, datasetId, version: number, createdAt: version };
}

/**
 * Lists the versions of a dataset, newest first. Mastra does not count the making of the dataset,
 * which is our version 0, and the last in the list.
 */
export async function listDatasetVersions(
  storage: DatasetsStorage,
  { datasetId, pagination }: ListDatasetVersionsInput,
): Promise<ListDatasetVersionsOutput> {
  const request = pageRequest(pagination);
  const found = await storage.listVersions({ datasetId, pagination: askedPage(request) });
  const commits = found.versions.filter(({ number }) => number > 0);
  const page = shownPage(request, commits, Math.max(0, found.pagination.total - 1));
  return { versions: page.entries.map(toDatasetVersion), pagination: page.pagination };
}

/**
 * Makes a version that changes nothing, for the caller who has a reason, such as a number that must
 * be there. A version that is there is given as it is. Our versions have no gaps, so the new one has
 * to be the next.
 */
export async function createDatasetVersion(
  storage: DatasetsStorage,
  datasetId: string,
  version: number,
): Promise<DatasetVersion> {
  for (;;) {
    const dataset = await requireDataset(storage, datasetId);
    const newest = numberOf(dataset);
    if (!Number.isInteger(version) || version < 1 || version > newest + 1) {
      throw callersFault(
        'DATASET_VERSION_INVALID',
        `The version ${version} cannot be made: the newest of ${datasetId} is ${newest}.`,
        { datasetId, version, newest },
      );
    }
    if (version <= newest) {
      const existing = await storage.getVersion({ datasetId, version });
      if (existing !== null) return toDatasetVersion(existing);
      continue;
    }
    try {
      const made = await storage.restoreVersion({
        datasetId,
        version: dataset.version,
        expectedVersion: dataset.version,
      });
      return toDatasetVersion(made);
    } catch (error) {
      if (!hasCode(error, 'VERSION_CONFLICT')) throw error;
    }
  }
}
