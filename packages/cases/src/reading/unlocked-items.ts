import type { DatasetsStorage } from '@mastra-datasets/core';
import { CasesError } from '../errors.js';
import { digestOf, isCase, type FoundItems } from './locked-items.js';

/**
 * Reads the items of the newest version of a dataset, oldest first. Rejects with `NO_CASES` unless
 * exactly one dataset has the name.
 */
export async function readNewestItems(storage: DatasetsStorage, name: string): Promise<FoundItems> {
  const { datasets } = await storage.listDatasets({
    search: name,
    pagination: { page: 0, perPage: false },
  });
  const [dataset, another] = datasets.filter((one) => one.name === name);
  if (dataset === undefined || another !== undefined) {
    const found = dataset === undefined ? 'No dataset is' : 'More than one dataset is';
    throw new CasesError(
      'NO_CASES',
      `${found} named ${name}. Look at the datasets with: mastra-datasets list`,
      { details: { dataset: name } },
    );
  }
  const { id: datasetId, version } = dataset;
  // Others may write meanwhile, so the version is fixed before its items are read.
  const items = (await storage.getItemsByVersion({ datasetId, version })).reverse();
  const lock = {
    datasetId,
    version: version.toISOString(),
    versionNumber: dataset.versionNumber ?? 0,
    digest: digestOf(items),
    itemCount: items.filter(isCase).length,
  };
  return { items, lock };
}
