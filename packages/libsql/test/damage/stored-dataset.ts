import type { DatasetItem } from '@mastra-datasets/core';
import { DatasetsLibSQL } from '../../src/index.js';

/** A dataset in a file that nobody has open. */
export interface StoredDataset {
  readonly url: string;
  readonly file: string;
  readonly datasetId: string;
  readonly items: readonly DatasetItem[];
}

export function fileOf(url: string): string {
  return url.slice('file:'.length);
}

/** Stores a dataset of many pages, some of its items in several states. */
export async function storeDataset(url: string): Promise<StoredDataset> {
  const storage = new DatasetsLibSQL({ url });
  const { id: datasetId } = await storage.createDataset({ name: 'stored' });
  const items = await storage.addItems({
    datasetId,
    items: Array.from({ length: 1_000 }, (_, index) => ({
      externalId: `item ${index}`,
      input: `question ${index} `.repeat(20),
    })),
  });
  const edited = items.slice(0, 200).map(({ id }) => ({ id, expectedOutput: id }));
  await storage.updateItems({ datasetId, items: edited });
  await storage.close();
  return { url, file: fileOf(url), datasetId, items };
}
