import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { CasesError } from '../errors.js';

/**
 * Reads the items of the newest version of a dataset, oldest first. Rejects with `NO_CASES` unless
 * exactly one dataset has the name.
 */
export async function readNewestItems(
  storage: DatasetsStorage,
  name: string,
): Promise<DatasetItem[]> {
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
  const { id: datasetId } = dataset;
  const list = await storage.listItems({
    datasetId,
    order: 'oldest',
    pagination: { page: 0, perPage: false },
  });
  return list.items;
}
