import type { Dataset, DatasetsStorage } from '@mastra-datasets/core';
import { DatasetsError } from '@mastra-datasets/core';
import { CliError } from '../errors.js';
import { printable } from '../output/printable.js';

/** Ids that are longer are refused by the storage, but names may be. */
const LONGEST_ID = 255;

/** Finds a dataset by its id or its exact name. Throws `DATASET_AMBIGUOUS` when several have it. */
export async function findDataset(
  datasets: DatasetsStorage,
  reference: string,
): Promise<Dataset | null> {
  if (reference.length <= LONGEST_ID) {
    const byId = await datasets.getDatasetById({ id: reference });
    if (byId !== null) return byId;
  }
  const named = await findByName(datasets, reference);
  if (named.length > 1) {
    throw new CliError('DATASET_AMBIGUOUS', `${named.length} datasets have this name.`, {
      hint: `name one by its id: ${named.map(({ id }) => id).join(', ')}`,
      details: { ids: named.map(({ id }) => id) },
    });
  }
  return named[0] ?? null;
}

/** Finds the datasets of a name. */
export async function findByName(datasets: DatasetsStorage, name: string): Promise<Dataset[]> {
  const { datasets: similar } = await datasets.listDatasets({
    search: name,
    pagination: { page: 0, perPage: false },
  });
  return similar.filter((dataset) => dataset.name === name);
}

/** As {@link findDataset}. Throws `DATASET_NOT_FOUND` when there is none. */
export async function requireDataset(
  datasets: DatasetsStorage,
  reference: string,
): Promise<Dataset> {
  const dataset = await findDataset(datasets, reference);
  if (dataset !== null) return dataset;
  const message = `There is no dataset named ${printable(reference)}, nor with that id.`;
  throw new DatasetsError('DATASET_NOT_FOUND', message, { details: { dataset: reference } });
}
