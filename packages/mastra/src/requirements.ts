import { DatasetsError, type DatasetsStorage, type DatasetsSupports } from '@mastra-datasets/core';

/** What a storage has to be able to do, so that Mastra can do all that it does with its own. */
const NEEDED = [
  'batches',
  'externalIds',
  'ownIds',
  'attributes',
  'itemFields',
  'conditions',
  'merging',
  'history',
  'restore',
  'search',
  'ordering',
  'schemas',
  'purgeInPlace',
] as const satisfies readonly (keyof DatasetsSupports)[];

/** Throws `NOT_SUPPORTED` for a storage that lacks something. */
export function requireCapabilities(storage: DatasetsStorage): void {
  const lacking = NEEDED.filter((capability) => !storage.supports[capability]);
  if (lacking.length === 0) return;
  const message = `Mastra needs a storage that supports ${lacking.join(', ')}.`;
  throw new DatasetsError('NOT_SUPPORTED', message, { details: { capability: lacking[0] } });
}
