import { DatasetsError } from '../../../../errors.js';
import type { FailureOutcome } from '../../../../failures.js';
import type { VersionReference } from '../../../types.js';
import type { ItemRecord, NamedItem } from './adapter/records.js';

export function datasetExists(datasetId: string): DatasetsError {
  return new DatasetsError('DATASET_EXISTS', `There is a dataset ${datasetId} already.`, {
    details: { datasetId },
  });
}

export function datasetNotFound(datasetId: string): DatasetsError {
  return new DatasetsError('DATASET_NOT_FOUND', `There is no dataset ${datasetId}.`, {
    details: { datasetId },
  });
}

export function itemNotFound(datasetId: string, id: string): DatasetsError {
  return new DatasetsError('ITEM_NOT_FOUND', `There is no item ${id}.`, {
    details: { id, datasetId },
  });
}

export function itemDatasetMismatch(datasetId: string, id: string): DatasetsError {
  return new DatasetsError(
    'ITEM_DATASET_MISMATCH',
    `The item ${id} does not belong to the dataset ${datasetId}.`,
    { details: { id, datasetId } },
  );
}

/** The external id of a new item names an item that is there, or that is deleted. */
export function itemExists(datasetId: string, externalId: string, named: NamedItem): DatasetsError {
  const deleted = named.validTo !== null;
  const item = deleted ? 'a deleted item' : 'an item';
  return new DatasetsError(
    'ITEM_EXISTS',
    `The dataset ${datasetId} already has ${item} with the external id ${externalId}.`,
    { details: { datasetId, externalId, id: named.item.id, deleted } },
  );
}

export function tooManyDeletions(datasetId: string, found: number, limit: number): DatasetsError {
  return new DatasetsError(
    'TOO_MANY_DELETIONS',
    `The import would delete ${found} of the items of the dataset ${datasetId}; the limit is ${limit}.`,
    { details: { datasetId, found, limit } },
  );
}

export function versionNotFound(datasetId: string, version: VersionReference): DatasetsError {
  const name = version instanceof Date ? version.toISOString() : String(version);
  return new DatasetsError(
    'VERSION_NOT_FOUND',
    `The dataset ${datasetId} has no version ${name}.${hintOfTime(version)}`,
    { details: { datasetId, version } },
  );
}

/** A number from here on is probably a time in milliseconds (of 1973 or later), not a commit. */
const LEAST_TIME_MS = 1e11;

/** Says how a time is passed where a tag or the number of a commit looks like one. */
function hintOfTime(version: VersionReference): string {
  if (typeof version === 'number' && version >= LEAST_TIME_MS) {
    return ` A number means a commit; for a time, pass a Date: new Date(${version}).`;
  }
  if (
    typeof version === 'string' &&
    /^\d{4}-\d\d/.test(version) &&
    !Number.isNaN(Date.parse(version))
  ) {
    return ` Text means a tag; for a time, pass a Date: new Date(${JSON.stringify(version)}).`;
  }
  return '';
}

export function versionConflict(
  datasetId: string,
  expected: VersionReference,
  current: number,
): DatasetsError {
  return new DatasetsError(
    'VERSION_CONFLICT',
    `The dataset ${datasetId} is not at the expected version any more.`,
    { details: { datasetId, expected, current: new Date(current) } },
  );
}

export function itemPurged(
  datasetId: string,
  { id, purgedAt }: { readonly id: string; readonly purgedAt: number },
): DatasetsError {
  return new DatasetsError(
    'ITEM_PURGED',
    `The content of the item ${id} was removed. It can be deleted, but not changed.`,
    { details: { datasetId, id, purgedAt: new Date(purgedAt) } },
  );
}

export function itemConflict(
  datasetId: string,
  expected: Date | number,
  { id, version, versionNumber }: Pick<ItemRecord, 'id' | 'version' | 'versionNumber'>,
): DatasetsError {
  return new DatasetsError(
    'VERSION_CONFLICT',
    `The item ${id} is not in the expected state any more.${hintOfTime(expected)}`,
    {
      details: {
        datasetId,
        id,
        expected,
        current: new Date(version),
        currentNumber: versionNumber,
      },
    },
  );
}

export function fieldsConflict(datasetId: string, expected: Date, current: number): DatasetsError {
  return new DatasetsError(
    'VERSION_CONFLICT',
    `The fields of the dataset ${datasetId} were changed after the expected time.`,
    { details: { datasetId, expected, current: new Date(current) } },
  );
}

export function storageBusy(datasetId: string): DatasetsError {
  return new DatasetsError(
    'STORAGE_BUSY',
    `Other writers kept changing the dataset ${datasetId}; nothing was written.`,
    { details: { datasetId, outcome: 'unchanged' satisfies FailureOutcome } },
  );
}

/**
 * A dataset refuses a commit, but nobody else changes it: its rows may have been deleted by hand.
 */
export function datasetDamaged(datasetId: string): DatasetsError {
  return new DatasetsError(
    'STORAGE_FAILED',
    `The stored rows of the dataset ${datasetId} contradict each other, so this change cannot be ` +
      'made. verify() tells what is wrong.',
    { details: { datasetId, outcome: 'unchanged' satisfies FailureOutcome } },
  );
}
