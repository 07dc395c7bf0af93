import { DatasetsError, type Dataset, type DatasetsStorage } from '@mastra-datasets/core';

/** Uses a storage as a consumer would, and throws when something is amiss. */
export async function checkStore(datasets: DatasetsStorage): Promise<void> {
  const dataset: Dataset = await datasets.createDataset({ name: 'Consumer' });
  const datasetId = dataset.id;
  const item = await datasets.addItem({ datasetId, input: 'before' });
  await datasets.updateItem({ datasetId, id: item.id, input: 'after' });
  const [first] = await datasets.getItemsByVersion({ datasetId, version: item.version });
  if (first?.input !== 'before') throw new Error('the first version is not what it was');
  const failure: unknown = await datasets
    .deleteItem({ datasetId, id: 'unknown' })
    .catch((error: unknown) => error);
  if (!(failure instanceof DatasetsError) || failure.code !== 'ITEM_NOT_FOUND') {
    throw new Error('an unknown item is not ITEM_NOT_FOUND');
  }
}
