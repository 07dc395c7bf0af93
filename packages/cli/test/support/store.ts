import { join } from 'node:path';
import type { NewDatasetItem } from '@mastra-datasets/core';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';

/** Uses the default store of a folder without the command. */
export async function inStore<Result>(
  folder: string,
  work: (datasets: DatasetsLibSQL) => Promise<Result>,
  file = 'mastra.db',
): Promise<Result> {
  const datasets = new DatasetsLibSQL({ url: `file:${join(folder, file)}` });
  try {
    return await work(datasets);
  } finally {
    await datasets.close();
  }
}

/** Makes a dataset in the default store of a folder, and gives its digest. */
export function makeDataset(
  folder: string,
  name: string,
  items: readonly NewDatasetItem[],
): Promise<string> {
  return inStore(folder, async (datasets) => {
    const { id: datasetId } = await datasets.createDataset({ name });
    await datasets.addItems({ datasetId, items });
    return datasets.snapshotDigest({ datasetId });
  });
}

/** Gives the content of a dataset's newest version, oldest first. */
export function contentOf(folder: string, name: string): Promise<NewDatasetItem[]> {
  return inStore(folder, async (datasets) => {
    const { datasets: found } = await datasets.listDatasets({
      search: name,
      pagination: { page: 0, perPage: false },
    });
    const datasetId = found.find((dataset) => dataset.name === name)?.id ?? '';
    const items: NewDatasetItem[] = [];
    for await (const item of datasets.iterateItems({ datasetId, order: 'oldest' })) {
      const { input, expectedOutput, context, externalId, splits, source, attributes } = item;
      items.push({
        input,
        ...(expectedOutput === undefined ? {} : { expectedOutput }),
        ...(context === undefined ? {} : { context }),
        ...(externalId === undefined ? {} : { externalId }),
        ...(splits === undefined ? {} : { splits }),
        ...(source === undefined ? {} : { source }),
        ...(attributes === undefined ? {} : { attributes }),
      });
    }
    return items;
  });
}
