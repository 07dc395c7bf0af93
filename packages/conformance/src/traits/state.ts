import type { DatasetsStorage } from '@mastra-datasets/core';
import { ALL, currentItems } from '../fixtures.js';

/** Everything that a refused call must leave as it was. */
export async function stateOf(storage: DatasetsStorage, datasetId: string): Promise<unknown> {
  return [
    await storage.listDatasets({ pagination: ALL }),
    await currentItems(storage, datasetId),
    storage.supports.history && (await storage.listVersions({ datasetId, pagination: ALL })),
    storage.supports.tags && (await storage.listTags({ datasetId })),
  ];
}
