import { DatasetsError } from '@mastra-datasets/core';

/** The number of the commit that a dataset or an item is of. */
export function numberOf({ versionNumber }: { versionNumber?: number }): number {
  if (versionNumber !== undefined) return versionNumber;
  throw new DatasetsError('NOT_SUPPORTED', 'This storage does not number its versions.', {
    details: { capability: 'history' },
  });
}

/**
 * The number of the version that Mastra means by any number: it takes the newest one at or before
 * it. `null` where there is none.
 */
export function versionAtOrBefore(version: number): number | null {
  const number = Math.floor(version);
  return number >= 0 ? Math.min(number, Number.MAX_SAFE_INTEGER) : null;
}
