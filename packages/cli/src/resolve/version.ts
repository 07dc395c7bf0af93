import {
  DatasetsError,
  type DatasetsStorage,
  type DatasetVersion,
  type StoragePagination,
  type VersionReference,
} from '@mastra-datasets/core';
import { CliError } from '../errors.js';

const PAGE_LENGTH = 500;

/** A date and time as ISO 8601 writes it; a date alone is its beginning, in UTC. */
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** What tells a tag from a number or a date. */
const TAG_PREFIX = 'tag:';

/** The tag that is meant, with or without `tag:` before it. */
export function tagName(text: string): string {
  return text.startsWith(TAG_PREFIX) ? text.slice(TAG_PREFIX.length) : text;
}

/** Reads a version: a number, a date, or a tag. `tag:` before it makes it a tag whatever it is. */
export function parseVersion(text: string): VersionReference {
  if (text.startsWith(TAG_PREFIX)) return tagName(text);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (!DATE.test(text)) return text;
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new CliError('USAGE', `There is no such date: ${text}.`);
}

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

/** Gives the versions of a dataset, newest first. */
export async function* versionsOf(
  datasets: DatasetsStorage,
  datasetId: string,
): AsyncGenerator<DatasetVersion, void, undefined> {
  for (let page = 0; ; page += 1) {
    const versions = await pageOf(datasets, datasetId, { page, perPage: PAGE_LENGTH });
    yield* versions;
    if (versions.length < PAGE_LENGTH) return;
  }
}

async function pageOf(
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

/** Names a version: its number, time and tags. */
export function versionName({
  number,
  version,
}: Pick<DatasetVersion, 'number' | 'version'>): string {
  return `version ${number} (${version.toISOString()})`;
}
