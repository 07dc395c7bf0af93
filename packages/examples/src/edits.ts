import type { Dataset, DatasetsStorage } from '@mastra-datasets/core';
import { z } from 'zod';
import { SOURCE, SOURCE_TAG, type CapitalQuestion } from './questions.js';

const NAME = 'Capitals of the world';
const contextShape = z.object({ country: z.string(), capitals: z.array(z.string()) });

/** Finds the dataset that an earlier run made, so that another run adds versions to it. */
export async function findOrCreateDataset(datasets: DatasetsStorage): Promise<Dataset> {
  const found = await datasets.listDatasets({
    search: NAME,
    pagination: { page: 0, perPage: false },
  });
  const existing = found.datasets.find(({ name }) => name === NAME);
  return existing ?? datasets.createDataset({ name: NAME, metadata: { source: SOURCE } });
}

/** Loads all questions as one version; what is there already and equal stays untouched. */
export async function loadQuestions(
  datasets: DatasetsStorage,
  datasetId: string,
  questions: readonly CapitalQuestion[],
): Promise<string> {
  const { version, results } = await datasets.applyChanges({
    datasetId,
    message: 'Load the questions',
    changes: questions.map((question) => ({ type: 'add', onConflict: 'update', ...question })),
  });
  const tags = await datasets.listTags({ datasetId });
  if (!tags.some(({ tag }) => tag === SOURCE_TAG)) {
    await datasets.tagVersion({ datasetId, version, tag: SOURCE_TAG });
  }
  const count = (action: string) => results.filter((result) => result.action === action).length;
  return `${count('added')} added, ${count('updated')} updated, ${count('unchanged')} unchanged`;
}

async function contextsOf(datasets: DatasetsStorage, datasetId: string) {
  const contexts = [];
  for await (const { id, context } of datasets.iterateItems({ datasetId })) {
    // Items that somebody else put into the dataset have another context, and are left alone.
    const parsed = contextShape.safeParse(context);
    if (parsed.success) contexts.push({ id, ...parsed.data });
  }
  return contexts;
}

/** Asks for every capital where a country has more than one. */
export async function editAmbiguous(datasets: DatasetsStorage, datasetId: string): Promise<string> {
  const contexts = await contextsOf(datasets, datasetId);
  const ambiguous = contexts.filter(({ capitals }) => capitals.length > 1);
  await datasets.updateItems({
    datasetId,
    message: 'Ask for all capitals',
    items: ambiguous.map(({ id, country, capitals }) => ({
      id,
      input: `What are the capitals of ${country}?`,
      expectedOutput: capitals,
    })),
  });
  return `${ambiguous.length} updated`;
}

/** Deletes the questions about places that have no capital. */
export async function deleteUnanswerable(
  datasets: DatasetsStorage,
  datasetId: string,
): Promise<string> {
  const contexts = await contextsOf(datasets, datasetId);
  const ids = contexts.filter(({ capitals }) => capitals.length === 0).map(({ id }) => id);
  await datasets.deleteItems({
    datasetId,
    message: 'Delete unanswerable',
    ids,
  });
  return `${ids.length} deleted`;
}
