import { DatasetsError, type DatasetVersion, type DatasetsStorage } from '@mastra-datasets/core';
import { requireDataset } from './missing.js';

/** How many versions are read at once. New ones move the others, most of them within this. */
const PAGE_LENGTH = 50;

/**
 * Finds a version by the number of its commit, by a time at which it was the newest one, or by a tag.
 * The contract only lists versions. They are numbered without gaps, so a number tells the page, and a
 * time is searched for by halves. Throws `DATASET_NOT_FOUND` and `VERSION_NOT_FOUND`.
 */
export async function findVersion(
  storage: DatasetsStorage,
  datasetId: string,
  reference: unknown,
): Promise<DatasetVersion> {
  await requireDataset(storage, datasetId);
  const found = await find(storage, datasetId, reference);
  if (found !== undefined) return found;
  throw new DatasetsError('VERSION_NOT_FOUND', 'There is no such version.', {
    details: { datasetId, version: reference },
  });
}

async function find(storage: DatasetsStorage, datasetId: string, reference: unknown) {
  if (typeof reference === 'number') return byNumber(storage, datasetId, reference);
  if (reference instanceof Date) return byTime(storage, datasetId, reference);
  const tags = await storage.listTags({ datasetId });
  const tagged = tags.find(({ tag }) => tag === reference);
  return tagged === undefined ? undefined : byNumber(storage, datasetId, tagged.number);
}

async function byNumber(
  storage: DatasetsStorage,
  datasetId: string,
  number: number,
): Promise<DatasetVersion | undefined> {
  let page = 0;
  let total = -1;
  for (;;) {
    const before = { page, total };
    const pagination = { page, perPage: PAGE_LENGTH };
    const list = await storage.listVersions({ datasetId, pagination });
    const found = list.versions.find((version) => version.number === number);
    ({ total } = list.pagination);
    const place = total - 1 - number;
    if (found !== undefined || place < 0) return found;
    page = Math.floor(place / PAGE_LENGTH);
    // The same page again would be without it, too: a damaged dataset lacks versions.
    if (page === before.page && total === before.total) return undefined;
  }
}

async function byTime(
  storage: DatasetsStorage,
  datasetId: string,
  time: Date,
): Promise<DatasetVersion | undefined> {
  const pagination = { page: 0, perPage: 1 };
  const [newest] = (await storage.listVersions({ datasetId, pagination })).versions;
  let found: DatasetVersion | undefined;
  let low = 0;
  let high = newest?.number ?? -1;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const version = await byNumber(storage, datasetId, middle);
    if (version !== undefined && version.version <= time) {
      found = version;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return found;
}
