import { DatasetsError, type Dataset, type DatasetsStorage } from '@mastra-datasets/core';
import type { CommandContext } from '../context.js';
import { CliError, HintedError } from '../errors.js';
import { printable } from '../output/printable.js';
import { isBeginningOfId } from './beginning.js';
import { didYouMean } from './suggestion.js';

/** Ids that are longer are refused by the storage, but names may be. */
const LONGEST_ID = 255;

/** So many datasets of one name are told of. */
const MOST_NAMED = 5;

/**
 * Finds a dataset by its id, its exact name, or a beginning of its id that no other has. Throws
 * `DATASET_AMBIGUOUS` when several are meant.
 */
export async function findDataset(
  datasets: DatasetsStorage,
  reference: string,
): Promise<Dataset | null> {
  if (reference.length <= LONGEST_ID) {
    const byId = await datasets.getDatasetById({ id: reference });
    if (byId !== null) return byId;
  }
  const named = await findByName(datasets, reference);
  if (named.length > 0) return theOnly(named, 'have this name');
  if (!isBeginningOfId(reference)) return null;
  const all = await allDatasets(datasets);
  const begun = all.filter(({ id }) => id.startsWith(reference));
  return theOnly(begun, 'have an id that begins so');
}

function theOnly(found: readonly Dataset[], likeness: string): Dataset | null {
  if (found.length > 1) {
    const ids = found.map(({ id }) => id);
    const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
    throw new CliError('DATASET_AMBIGUOUS', `${ids.length} datasets ${likeness}.`, {
      hint: `name one by its id: ${ids.slice(0, MOST_NAMED).join(', ')}${more}`,
      details: { ids },
    });
  }
  return found[0] ?? null;
}

/** Finds the datasets of a name. */
export async function findByName(datasets: DatasetsStorage, name: string): Promise<Dataset[]> {
  const { datasets: similar } = await datasets.listDatasets({
    search: name,
    pagination: { page: 0, perPage: false },
  });
  return similar.filter((dataset) => dataset.name === name);
}

async function allDatasets(datasets: DatasetsStorage): Promise<readonly Dataset[]> {
  return (await datasets.listDatasets({ pagination: { page: 0, perPage: false } })).datasets;
}

/**
 * As {@link findDataset}, and remembers the name for hints. Throws `DATASET_NOT_FOUND` when there is
 * none.
 */
export async function requireDataset(
  { datasets, names }: Pick<CommandContext, 'datasets' | 'names'>,
  reference: string,
): Promise<Dataset> {
  const dataset = await findDataset(datasets, reference);
  if (dataset !== null) {
    names.dataset = reference;
    return dataset;
  }
  const others = (await allDatasets(datasets)).map(({ name }) => name);
  const message = `There is no dataset named ${printable(reference)}, nor with that id.`;
  throw new HintedError(
    new DatasetsError('DATASET_NOT_FOUND', message, { details: { dataset: reference } }),
    `${didYouMean(reference, others)}look for its name or id with: ${names.command('list')}`,
  );
}
